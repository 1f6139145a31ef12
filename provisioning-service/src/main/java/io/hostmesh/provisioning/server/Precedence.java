package io.hostmesh.provisioning.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Decisions go before steps: a decision that waits keeps a customer waiting whose servers have too much to do, and a step takes
 * time anyway. While more decisions wait than are made at once, few steps begin in a location, but not for longer than a bound.
 */
@ApplicationScoped
public class Precedence {

    /** Decisions that do not wait any more are not announced, they just stop being told of. */
    private static final long OVER_AFTER_NANOS = Duration.ofMillis(100).toNanos();

    private final int stepsBeside;
    private final long longestNanos;
    private final LongSupplier nanoTime;
    private boolean waiting;
    private long since;
    private long last;

    @Inject
    Precedence(
            @ConfigProperty(name = "hostmesh.reconciler.steps-beside-decisions") int stepsBeside,
            @ConfigProperty(name = "hostmesh.reconciler.waits-for-decisions") Duration longest) {
        this(stepsBeside, longest, System::nanoTime);
    }

    Precedence(int stepsBeside, Duration longest, LongSupplier nanoTime) {
        this.stepsBeside = stepsBeside;
        this.longestNanos = longest.toNanos();
        this.nanoTime = nanoTime;
    }

    /** More decisions may wait than are being made now. */
    public synchronized void decisionsWait() {
        long now = nanoTime.getAsLong();
        if (!waiting || now - last > OVER_AFTER_NANOS) {
            since = now;
        }
        waiting = true;
        last = now;
    }

    /** How many steps may be under way in a location in which there may be {@code share} otherwise. */
    synchronized int most(int share) {
        long now = nanoTime.getAsLong();
        waiting = waiting && now - last <= OVER_AFTER_NANOS;
        return waiting && now - since <= longestNanos ? Math.min(share, stepsBeside) : share;
    }
}
