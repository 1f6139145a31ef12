package io.hostmesh.kit.inbox;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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

    /** The same for several events in one statement: those of the ids that came for the first time. */
    public Uni<Set<String>> firstTimes(Mutiny.Session session, String consumer, Collection<String> eventIds) {
        if (eventIds.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        // In one order, so that two transactions with the same events do not wait for each other.
        String ids = String.join(",", new TreeSet<>(eventIds));
        return session.createNativeQuery(
                        "insert into inbox (consumer, event_id, received_at) select :consumer, cast(id as uuid), :now"
                                + " from unnest(string_to_array(:events, ',')) as id on conflict do nothing returning"
                                + " cast(event_id as text)",
                        String.class)
                .setParameter("consumer", consumer)
                .setParameter("events", ids)
                .setParameter("now", clock.instant())
                .getResultList()
                .map(Set::copyOf);
    }
}
