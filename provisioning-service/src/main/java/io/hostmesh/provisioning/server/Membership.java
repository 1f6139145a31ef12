package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What a group learns of its members, in the transaction in which it happens to them. */
public interface Membership {

    /**
     * A member failed.
     *
     * @param answeredAt when it first answered, or null if it never did
     */
    record Failure(
            ServerDescription member,
            String because,
            @Nullable Instant answeredAt,
            Instant failedAt) {}

    /** Locks groups, always in one order, before any of their members is. */
    Uni<Void> lock(Mutiny.Session session, Collection<String> groupIds);

    Uni<Void> memberFailed(Mutiny.Session session, Cause cause, String groupId, Failure failure);

    /** A member answers, for the first time or again. */
    Uni<Void> memberAnswered(Mutiny.Session session, Cause cause, String groupId, String serverId);

    Uni<Void> memberDeleted(Mutiny.Session session, Cause cause, String groupId, String serverId);
}
