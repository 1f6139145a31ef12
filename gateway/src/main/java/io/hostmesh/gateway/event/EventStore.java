package io.hostmesh.gateway.event;

import io.hostmesh.contracts.Event;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The events in the database. A position is drawn under a lock that its transaction holds until it has committed, on
 * whichever instance: who sees a position sees every one before it, so that reading on from a position loses nothing.
 */
@ApplicationScoped
class EventStore {

    /** The name of the lock in the database; only this class uses it. */
    private static final long POSITIONS = 7_400_001L;

    /** Appends the event; an event that is there already stays where it is. */
    Uni<Void> append(Mutiny.Session session, Event<?> event, String data, Instant arrivedAt) {
        return session.createNativeQuery("select 1 from pg_advisory_xact_lock(:positions)", Integer.class)
                .setParameter("positions", POSITIONS)
                .getSingleResult()
                .chain(() -> insert(session, event, data, arrivedAt));
    }

    private static Uni<Void> insert(Mutiny.Session session, Event<?> event, String data, Instant arrivedAt) {
        return session.createNativeQuery("insert into event_entry (position, id, type, source, subject, account_id,"
                        + " correlation_id, causation_id, time, arrived_at, data) values (nextval('event_position'), :id,"
                        + " :type, :source, :subject, cast(:account as text), :correlation, cast(:causation as text),"
                        + " :time, :arrived, :data) on conflict (id) do nothing")
                .setParameter("id", event.id())
                .setParameter("type", event.type().name())
                .setParameter("source", event.source())
                .setParameter("subject", event.subject())
                .setParameter("account", event.accountId())
                .setParameter("correlation", event.correlationId())
                .setParameter("causation", event.causationId())
                .setParameter("time", event.time())
                .setParameter("arrived", arrivedAt)
                .setParameter("data", data)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Events after that position, in the order of arrival. */
    Uni<List<EventEntry>> after(Mutiny.Session session, EventFilter filter, long position, int limit) {
        Map<String, String> conditions = new LinkedHashMap<>();
        putIfPresent(conditions, "accountId", filter.account());
        putIfPresent(conditions, "correlationId", filter.correlationId());
        putIfPresent(conditions, "type", filter.type());
        putIfPresent(conditions, "subject", filter.subject());
        StringBuilder text = new StringBuilder("from EventEntry where position > :after");
        conditions
                .keySet()
                .forEach(
                        name -> text.append(" and ").append(name).append(" = :").append(name));
        var query = session.createSelectionQuery(
                        text.append(" order by position").toString(), EventEntry.class)
                .setParameter("after", position)
                .setMaxResults(limit);
        conditions.forEach(query::setParameter);
        return query.getResultList();
    }

    /** The newest position, or 0 before the first event. */
    Uni<Long> newest(Mutiny.Session session) {
        return session.createSelectionQuery("select coalesce(max(position), 0) from EventEntry", Long.class)
                .getSingleResult();
    }

    /** Deletes up to that many events that arrived before, oldest first; of one type, or of all for null. */
    Uni<Integer> prune(Mutiny.Session session, Instant arrivedBefore, @Nullable String type, int atMost) {
        String ofType = type == null ? "" : " and type = :type";
        var query = session.createNativeQuery(
                        "delete from event_entry where position in (select position from event_entry"
                                + " where arrived_at < :before" + ofType + " order by arrived_at limit :most)")
                .setParameter("before", arrivedBefore)
                .setParameter("most", atMost);
        if (type != null) {
            query.setParameter("type", type);
        }
        return query.executeUpdate();
    }

    private static void putIfPresent(Map<String, String> conditions, String name, @Nullable String value) {
        if (value != null) {
            conditions.put(name, value);
        }
    }
}
