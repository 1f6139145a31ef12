package io.hostmesh.kit.schedule;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** Work that repeats as long as the service runs. */
@ApplicationScoped
public class Recurring {

    /**
     * Repeats the work, the next run a jittered period after the end of the one before: it never overlaps itself. A failure
     * is logged and counted, and the work goes on. Call it from an observer of the startup.
     *
     * @param name for logs and metrics and {@link #wake}; unique within the service
     */
    public void every(String name, Duration period, Supplier<Uni<Void>> work) {
        throw new UnsupportedOperationException();
    }

    /** Runs that work at once, or again right after the run that is under way. */
    public void wake(String name) {
        throw new UnsupportedOperationException();
    }
}
