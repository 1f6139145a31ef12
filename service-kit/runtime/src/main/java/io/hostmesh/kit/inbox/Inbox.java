package io.hostmesh.kit.inbox;

import io.hostmesh.kit.transaction.Statements;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Remembers which events had their effect, in the transaction of the effect. */
@ApplicationScoped
public class Inbox {

    private final Clock clock;

    Inbox(Clock clock) {
        this.clock = clock;
    }

    /**
     * True the first time for that consumer and event. Where another transaction handles the same event at this moment, it
     * waits for that one's end.
     *
     * @param consumer a stable name of the effect, for example {@code server-facts}
     */
    public Uni<Boolean> firstTime(Mutiny.Session session, String consumer, String eventId) {
        return session.createNativeQuery(
                        "insert into inbox (consumer, event_id, received_at) values (:consumer, :event, :now)"
                                + " on conflict do nothing")
                .setParameter("consumer", consumer)
                .setParameter("event", UUID.fromString(eventId))
                .setParameter("now", clock.instant())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    /**
     * The same for several events in one statement, which is sent at once (see {@link Statements}): those of the ids that came for
     * the first time.
     */
    public Uni<Set<String>> firstTimes(Mutiny.Session session, String consumer, Collection<String> eventIds) {
        if (eventIds.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        // In one order, so that two transactions with the same events do not wait for each other.
        String ids = String.join(",", new TreeSet<>(eventIds));
        return Statements.rows(
                        session,
                        "insert into inbox (consumer, event_id, received_at) select $1, id::uuid, $2"
                                + " from unnest(string_to_array($3, ',')) as id on conflict do nothing returning"
                                + " event_id::text",
                        consumer,
                        clock.instant().atOffset(ZoneOffset.UTC),
                        ids)
                .map(rows -> rows.stream().map(row -> (String) row[0]).collect(Collectors.toUnmodifiableSet()));
    }
}
