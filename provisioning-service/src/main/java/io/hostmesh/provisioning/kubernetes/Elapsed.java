package io.hostmesh.provisioning.kubernetes;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long ago something was, whatever the clock is set to meanwhile. */
final class Elapsed {

    private final LongSupplier nanoTime;
    private volatile long at;
    private volatile boolean ever;

    /** @param nanoTime as of {@link System#nanoTime} */
    Elapsed(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** It is now. */
    void begin() {
        at = nanoTime.getAsLong();
        ever = true;
    }

    /** False where it never was. */
    boolean isWithin(Duration time) {
        return ever && nanoTime.getAsLong() - at < time.toNanos();
    }
}
