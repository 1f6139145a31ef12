package io.hostmesh.billing.meter;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Facts, and the segments that are kept computed from them. */
@ApplicationScoped
class FactStore {

    /** Orders everything that is done about one server until the transaction ends, and marks it as not invoiced in full. */
    Uni<Void> lock(Mutiny.Session session, ServerFact fact) {
        return session.createNativeQuery("""
                        insert into metered_server (server_id, account_id, settled) values (:server, :account, false)
                        on conflict (server_id) do update set settled = false""")
                .setParameter("server", fact.serverId())
                .setParameter("account", fact.accountId())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** False if that fact was recorded before. */
    Uni<Boolean> record(Mutiny.Session session, ServerFact fact, Instant now) {
        return session.find(ServerFactRow.class, fact.eventId()).chain(known -> {
            if (known != null) {
                return Uni.createFrom().item(false);
            }
            return session.persist(new ServerFactRow(fact, now))
                    .chain(session::flush)
                    .replaceWith(true);
        });
    }

    Uni<List<ServerFact>> facts(Mutiny.Session session, String serverId) {
        return session.createSelectionQuery("from ServerFactRow where serverId = :server", ServerFactRow.class)
                .setParameter("server", serverId)
                .getResultList()
                .map(rows -> rows.stream().map(ServerFactRow::fact).toList());
    }

    Uni<Void> replaceSegments(Mutiny.Session session, String serverId, List<UsageSegment> segments) {
        Object[] rows = segments.stream().map(UsageSegmentRow::new).toArray();
        return session.createMutationQuery("delete from UsageSegmentRow where serverId = :server")
                .setParameter("server", serverId)
                .executeUpdate()
                .chain(() -> session.persistAll(rows));
    }
}
