package io.hostmesh.local.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something to become so, and no longer. */
public final class Waiting {

    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();

    private Waiting() {}

    /**
     * Looks until there is a value.
     *
     * @throws IllegalStateException if there is none in time; the message says what was expected
     */
    public static <T> T forValue(String expected, Duration atMost, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("expected " + expected + " within " + atMost.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            found = look.get();
        }
        return found.get();
    }

    /** The same for a condition. */
    public static void until(String expected, Duration atMost, BooleanSupplier condition) {
        var unused = forValue(
                expected, atMost, () -> condition.getAsBoolean() ? Optional.of(Boolean.TRUE) : Optional.empty());
    }
}
