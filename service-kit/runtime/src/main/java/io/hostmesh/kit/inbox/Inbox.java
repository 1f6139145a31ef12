package io.hostmesh.kit.inbox;

import io.hostmesh.kit.transaction.Additions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Remembers which events had their effect, in the transaction of the effect. */
@ApplicationScoped
public class Inbox {

    private final Additions additions;
    private final Clock clock;

    Inbox(Additions additions, Clock clock) {
        this.additions = additions;
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
     * For events that hardly ever come twice: they are remembered with what the transaction writes at its end, which saves
     * asking. Where one of them came before, the transaction fails, and whoever wants to know which handles each by itself.
     */
    public void expectFirst(Mutiny.Session session, String consumer, Collection<String> eventIds) {
        Instant now = clock.instant();
        // In one order, so that two transactions with the same events do not wait for each other.
        new TreeSet<>(eventIds)
                .forEach(event -> additions.add(session, new InboxRow(UUID.fromString(event), consumer, now)));
    }
}
