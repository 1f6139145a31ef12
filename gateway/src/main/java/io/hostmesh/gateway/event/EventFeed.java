package io.hostmesh.gateway.event;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.ShutdownEvent;
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
    /** Quarkus waits for running requests before it says that it stops, and a stream would run on. */
    private final Thread onExit = new Thread(this::letGo, "event-streams-end");

    private volatile boolean stopping;

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
        Runtime.getRuntime().addShutdownHook(onExit);
        recurring.every(NAME, PERIOD, () -> waiting.isEmpty() ? Uni.createFrom().voidItem() : update());
    }

    void stop(@Observes ShutdownEvent stopped) {
        if (!stopping) {
            Runtime.getRuntime().removeShutdownHook(onExit);
            letGo();
        }
    }

    /** Whether the streams are to end, for their clients to resume elsewhere. */
    boolean isStopping() {
        return stopping;
    }

    private void letGo() {
        stopping = true;
        for (Waiting one : List.copyOf(waiting)) {
            complete(one, one.after);
        }
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

    /** The newest position once it is beyond that one, or once the service stops. Never fails. */
    Uni<Long> beyond(long position) {
        return Uni.createFrom().emitter(emitter -> {
            Waiting one = new Waiting(position, emitter);
            emitter.onTermination(() -> waiting.remove(one));
            waiting.add(one);
            long known = newest.get();
            if (known > position || stopping) {
                complete(one, known);
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
            complete(one, known);
        }
    }

    private void complete(Waiting one, long position) {
        if (waiting.remove(one)) {
            one.emitter.complete(position);
        }
    }
}
