package io.hostmesh.gateway.event;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Knows how far the events have come, for the streams that wait for more: told by the consumer of this instance, and by a
 * look at the database for what other instances wrote. It looks only while somebody waits.
 */
@ApplicationScoped
class EventFeed {

    private static final String NAME = "event-feed";
    private static final Duration PERIOD = Duration.ofMillis(200);

    private final Transactions transactions;
    private final EventStore store;
    private final Recurring recurring;
    private final AtomicLong newest = new AtomicLong();
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    EventFeed(Transactions transactions, EventStore store, Recurring recurring) {
        this.transactions = transactions;
        this.store = store;
        this.recurring = recurring;
    }

    private static final class Waiting {

        private final long after;
        private final UniEmitter<? super Long> emitter;

        Waiting(long after, UniEmitter<? super Long> emitter) {
            this.after = after;
            this.emitter = emitter;
        }
    }

    void start(@Observes StartupEvent started) {
        recurring.every(NAME, PERIOD, () -> waiting.isEmpty() ? Uni.createFrom().voidItem() : update());
    }

    /** Something was written: looks at once, if anybody waits. */
    void look() {
        if (!waiting.isEmpty()) {
            recurring.wake(NAME);
        }
    }

    /** The newest position that was heard of so far. */
    long known() {
        return newest.get();
    }

    /** The newest position, read now. */
    Uni<Long> newest() {
        return transactions.inTransaction(store::newest).invoke(this::advance);
    }

    /** The newest position once it is beyond that one. Never fails and never ends by itself. */
    Uni<Long> beyond(long position) {
        return Uni.createFrom().emitter(emitter -> {
            Waiting one = new Waiting(position, emitter);
            emitter.onTermination(() -> waiting.remove(one));
            waiting.add(one);
            long known = newest.get();
            if (known > position) {
                waiting.remove(one);
                emitter.complete(known);
            }
        });
    }

    private Uni<Void> update() {
        return newest().replaceWithVoid();
    }

    private void advance(long position) {
        long known = newest.accumulateAndGet(position, Math::max);
        List<Waiting> due = waiting.stream().filter(one -> known > one.after).toList();
        for (Waiting one : due) {
            if (waiting.remove(one)) {
                one.emitter.complete(known);
            }
        }
    }
}
