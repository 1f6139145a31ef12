package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Changes servers by what their machines did, and lets the groups of members know. */
@ApplicationScoped
class ReportedChange {

    private final ServerStore store;
    private final ServerChange change;
    private final Membership membership;

    ReportedChange(ServerStore store, ServerChange change, Membership membership) {
        this.store = store;
        this.change = change;
        this.membership = membership;
    }

    /** Locks a server, and before that its group. */
    Uni<@Nullable ServerRow> lock(Mutiny.Session session, String serverId) {
        return store.groupOf(session, serverId)
                .chain(groupId -> lock(session, groupId == null ? Set.of() : Set.of(groupId), Set.of(serverId)))
                .map(rows -> rows.get(serverId));
    }

    /** Locks servers, and before that their groups; those that are not there are left out. */
    Uni<Map<String, ServerRow>> lock(Mutiny.Session session, Set<String> groupIds, Set<String> serverIds) {
        Uni<Void> groups = groupIds.isEmpty() ? Uni.createFrom().voidItem() : membership.lock(session, groupIds);
        return groups.chain(() -> store.lock(session, serverIds))
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> row.id, row -> row)));
    }

    Uni<ServerDecision> apply(Mutiny.Session session, ServerRow row, ServerCommand command, Cause cause) {
        Instant answeredAt = row.server() instanceof Server.Running running ? running.answeredAt() : null;
        return change.apply(session, row, command, cause)
                .call(decision -> decision instanceof ServerDecision.Accepted accepted && row.groupId != null
                        ? tell(session, row, row.groupId, accepted.next(), answeredAt, cause)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> tell(
            Mutiny.Session session,
            ServerRow row,
            String groupId,
            Server next,
            @Nullable Instant answeredAt,
            Cause cause) {
        if (next instanceof Server.Failed failed) {
            Membership.Failure failure =
                    new Membership.Failure(failed.description(), failed.because(), answeredAt, failed.since());
            return membership.memberFailed(session, cause, groupId, failure);
        }
        if (next instanceof Server.Running) {
            return membership.memberAnswered(session, cause, groupId, row.id);
        }
        return next instanceof Server.Deleted
                ? membership.memberDeleted(session, row.cause(), groupId, row.id)
                : Uni.createFrom().voidItem();
    }
}
