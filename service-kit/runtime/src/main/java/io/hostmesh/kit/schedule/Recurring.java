package io.hostmesh.kit.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Work that repeats as long as the service runs. */
@ApplicationScoped
public class Recurring {

    private final Vertx vertx;
    private final MeterRegistry meters;
    private final Map<String, RecurringTask> tasks = new ConcurrentHashMap<>();

    Recurring(Vertx vertx, MeterRegistry meters) {
        this.vertx = vertx;
        this.meters = meters;
    }

    /**
     * Repeats the work, the next run a jittered period after the end of the one before: it never overlaps itself. A failure
     * is logged and counted, and the work goes on. Call it from an observer of the startup.
     *
     * @param name for logs and metrics and {@link #wake}; unique within the service
     */
    public void every(String name, Duration period, Supplier<Uni<Void>> work) {
        RecurringTask task = new RecurringTask(
                name, period, work, vertx, meters.counter("hostmesh.recurring.failures", "name", name));
        if (tasks.putIfAbsent(name, task) != null) {
            throw new IllegalArgumentException("expected a name not used before, got " + name);
        }
        task.start();
    }

    /** Runs that work at once, or again right after the run that is under way. */
    public void wake(String name) {
        RecurringTask task = tasks.get(name);
        if (task == null) {
            throw new IllegalArgumentException("expected the name of recurring work, got " + name);
        }
        task.wake();
    }

    void stop(@Observes ShutdownEvent shutdown) {
        tasks.values().forEach(RecurringTask::stop);
    }
}
