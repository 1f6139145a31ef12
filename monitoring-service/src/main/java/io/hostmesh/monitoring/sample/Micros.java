package io.hostmesh.monitoring.sample;

import java.time.Duration;
import java.time.Instant;

/** Times as microseconds since 1970-01-01T00:00Z: what the hot path counts in, and the resolution of the database. */
public final class Micros {

    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    /** The whole microseconds of that time, rounded down. */
    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), PER_SECOND), time.getNano() / 1_000);
    }

    public static long of(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), PER_SECOND), duration.getNano() / 1_000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }
}
