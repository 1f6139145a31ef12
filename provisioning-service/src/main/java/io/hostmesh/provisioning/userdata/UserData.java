package io.hostmesh.provisioning.userdata;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Keeps user data apart from its owners, a server or a group's template, so that reading those does not read it. It is in no log,
 * no event and no list.
 */
@ApplicationScoped
public class UserData {

    private final int maximumBytes;

    UserData(@ConfigProperty(name = "hostmesh.user-data.maximum-bytes") int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** What is wrong with the field {@code userData} of a request. */
    public void errors(@Nullable String content, List<FieldError> errors) {
        if (content == null) {
            return;
        }
        if (content.indexOf('\0') >= 0) {
            errors.add(new FieldError("userData", "must not have the character U+0000 in it"));
        }
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maximumBytes) {
            errors.add(
                    new FieldError("userData", "must have at most " + maximumBytes + " bytes in UTF-8, got " + bytes));
        }
    }

    /** Keeps it for that owner in place of what was there; null or an empty one forgets that. */
    public Uni<Void> keep(Mutiny.Session session, String ownerId, String accountId, @Nullable String content) {
        if (content == null || content.isEmpty()) {
            return forget(session, ownerId);
        }
        return session.createNativeQuery("insert into user_data (owner_id, account_id, content)"
                        + " values (:owner, :account, :content)"
                        + " on conflict (owner_id) do update set content = excluded.content")
                .setParameter("owner", ownerId)
                .setParameter("account", accountId)
                .setParameter("content", content)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Keeps for another owner of the same account what is kept for one now. */
    public Uni<Void> copy(Mutiny.Session session, String fromId, String toId) {
        return session.createNativeQuery("insert into user_data (owner_id, account_id, content)"
                        + " select :to, account_id, content from user_data where owner_id = :from"
                        + " on conflict (owner_id) do update set content = excluded.content")
                .setParameter("to", toId)
                .setParameter("from", fromId)
                .executeUpdate()
                .replaceWithVoid();
    }

    public Uni<Void> forget(Mutiny.Session session, String ownerId) {
        return session.createNativeQuery("delete from user_data where owner_id = :owner")
                .setParameter("owner", ownerId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** What is kept for that owner; an item of null where nothing is. */
    public Uni<@Nullable String> of(Mutiny.Session session, String ownerId) {
        return session.createNativeQuery("select content from user_data where owner_id = :owner", String.class)
                .setParameter("owner", ownerId)
                .getSingleResultOrNull();
    }
}
