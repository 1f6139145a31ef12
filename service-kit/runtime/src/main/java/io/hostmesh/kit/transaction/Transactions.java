package io.hostmesh.kit.transaction;

import io.hostmesh.kit.event.Failures;
import io.hostmesh.kit.outbox.OutboxSignal;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the database. Each transaction runs on a Vert.x context of its own, commits before its Uni completes,
 * and cannot be cancelled by a subscriber: a client that goes away mid-request would otherwise take its connection with
 * it (hibernate-reactive#4133). Transactions do not nest; nothing but the database belongs inside one, one operation at a
 * time.
 */
@ApplicationScoped
public class Transactions {

    private static final int RETRIES = 5;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(5);
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(100);
    private static final String CORRELATION = "correlationId";

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;
    private final OutboxSignal outbox;
    private final Additions additions;

    Transactions(Mutiny.SessionFactory sessions, Vertx vertx, OutboxSignal outbox, Additions additions) {
        this.sessions = sessions;
        this.vertx = vertx;
        this.outbox = outbox;
        this.additions = additions;
    }

    /**
     * Does the work in a transaction. A serialization failure, a deadlock or a lost optimistic lock repeats the whole work
     * a few times, so it must have no effect outside of its session.
     *
     * @param work gets the session of the transaction; a failure of its Uni rolls back
     * @return the work's result, once committed; every subscription is a transaction of its own
     */
    public <T> Uni<T> inTransaction(Function<Mutiny.Session, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> once(work))
                .onFailure(Failures::isConflict)
                .retry()
                .withBackOff(FIRST_BACKOFF, LONGEST_BACKOFF)
                .withJitter(0.5)
                .atMost(RETRIES);
    }

    private <T> Uni<T> once(Function<Mutiny.Session, Uni<T>> work) {
        Context caller = Vertx.currentContext();
        Context own = newContext(caller);
        Object correlationId = MDC.get(CORRELATION);
        CompletableFuture<@Nullable T> done = new CompletableFuture<>();
        own.runOnContext(started -> {
            if (correlationId != null) {
                MDC.put(CORRELATION, correlationId);
            }
            OutboxSignal.Shards shards = outbox.track(own);
            Uni.createFrom()
                    .deferred(() -> sessions.openSession())
                    .chain(session -> new SessionTransaction(session, additions)
                            .run(() -> work.apply(session))
                            .eventually(session::close))
                    .subscribe()
                    .with(
                            result -> {
                                outbox.wake(shards);
                                done.complete(result);
                            },
                            done::completeExceptionally);
        });
        Uni<T> result = Uni.createFrom().completionStage(done);
        if (caller == null) {
            return result;
        }
        return result.emitOn(continuation -> caller.runOnContext(resumed -> continuation.run()));
    }

    /** A fresh duplicated context on the caller's event loop, or on any event loop for a caller that is on none. */
    private Context newContext(@Nullable Context caller) {
        Context root = caller != null && caller.isEventLoopContext()
                ? VertxContext.getRootContext(caller)
                : ((VertxInternal) vertx).createEventLoopContext();
        Context own = VertxContext.createNewDuplicatedContext(root);
        VertxContextSafetyToggle.setContextSafe(own, true);
        return own;
    }
}
