package io.hostmesh.kit.schedule;

import io.hostmesh.kit.event.Failures;
import io.micrometer.core.instrument.Counter;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One recurring work. Its state is confined to its event loop context; each run has a duplicate of that. */
final class RecurringTask {

    private static final Logger LOG = Logger.getLogger(RecurringTask.class);
    private static final double JITTER = 0.1;
    private static final long NO_TIMER = -1;
    private static final Duration LONGEST_FIRST_DELAY = Duration.ofSeconds(1);

    private final String name;
    private final Duration period;
    private final Supplier<Uni<Void>> work;
    private final Vertx vertx;
    private final Counter failures;
    private final Context context;

    private boolean running;
    private boolean again;
    private boolean stopped;
    private long timer = NO_TIMER;

    RecurringTask(String name, Duration period, Supplier<Uni<Void>> work, Vertx vertx, Counter failures) {
        this.name = name;
        this.period = period;
        this.work = work;
        this.vertx = vertx;
        this.failures = failures;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    void start() {
        Duration first = period.compareTo(LONGEST_FIRST_DELAY) < 0 ? period : LONGEST_FIRST_DELAY;
        context.runOnContext(started -> schedule(first));
    }

    void wake() {
        context.runOnContext(woken -> {
            if (running) {
                again = true;
            } else {
                run();
            }
        });
    }

    void stop() {
        context.runOnContext(ended -> {
            stopped = true;
            vertx.cancelTimer(timer);
        });
    }

    private void schedule(Duration after) {
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        timer = vertx.setTimer(Math.max(1, Math.round(after.toMillis() * factor)), due -> run());
    }

    private void run() {
        if (stopped || running) {
            return;
        }
        vertx.cancelTimer(timer);
        running = true;
        Context own = VertxContext.createNewDuplicatedContext(context);
        VertxContextSafetyToggle.setContextSafe(own, true);
        own.runOnContext(begun -> Uni.createFrom()
                .deferred(() -> work.get())
                .subscribe()
                .with(done -> context.runOnContext(ended -> finish()), this::failed));
    }

    private void failed(Throwable failure) {
        failures.increment();
        if (Failures.isTransient(failure)) {
            LOG.warnf("recurring work waits for an outage to pass name=%s cause=%s", name, failure);
        } else {
            LOG.errorf(failure, "recurring work failed name=%s", name);
        }
        context.runOnContext(ended -> finish());
    }

    private void finish() {
        running = false;
        if (again) {
            again = false;
            run();
        } else if (!stopped) {
            schedule(period);
        }
    }
}
