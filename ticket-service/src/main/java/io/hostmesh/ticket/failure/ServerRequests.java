package io.hostmesh.ticket.failure;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** When the servers that are there were asked for: what a replacement's part of a timeline is taken from. */
@ApplicationScoped
class ServerRequests {

    Uni<Void> remember(Mutiny.Session session, String serverId, Instant requestedAt) {
        return session.createNativeQuery("insert into server_requests (server_id, requested_at)"
                        + " values (:server, :at) on conflict do nothing")
                .setParameter("server", serverId)
                .setParameter("at", requestedAt)
                .executeUpdate()
                .replaceWithVoid();
    }

    Uni<Optional<Instant>> requestedAt(Mutiny.Session session, String serverId) {
        return session.createNativeQuery(
                        "select requested_at from server_requests where server_id = :server", Instant.class)
                .setParameter("server", serverId)
                .getResultList()
                .map(found -> found.stream().findFirst());
    }

    Uni<Void> forget(Mutiny.Session session, String serverId) {
        return session.createNativeQuery("delete from server_requests where server_id = :server")
                .setParameter("server", serverId)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** The server of that group whose failure belongs to that chain of causes, if there is one. */
    Uni<Optional<String>> failedServer(
            Mutiny.Session session, String correlationId, @Nullable String groupId, String replacementId) {
        return session.createNativeQuery("""
                        select t.server_id from tickets t
                        join ticket_correlations c on c.ticket_id = t.id
                        where c.correlation_id = :correlation and t.dedup_key like 'server/%'
                            and t.group_id is not distinct from cast(:group as text) and t.server_id <> :replacement
                        order by t.id desc
                        limit 1
                        """, String.class)
                .setParameter("correlation", correlationId)
                .setParameter("group", groupId)
                .setParameter("replacement", replacementId)
                .getResultList()
                .map(found -> found.stream().findFirst());
    }
}
