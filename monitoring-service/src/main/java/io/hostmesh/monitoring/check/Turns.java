package io.hostmesh.monitoring.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;

/** When a check is run at a place: at a fixed rhythm, with an offset of its own, so that checks do not all run at once. */
final class Turns {

    private Turns() {}

    /** The first turn after {@code now}. It is the same for whoever asks, and after a restart. */
    static Instant next(String checkId, String place, Duration interval, Instant now) {
        long period = interval.toMillis();
        CRC32 hash = new CRC32();
        hash.update((checkId + " " + place).getBytes(StandardCharsets.UTF_8));
        long offset = hash.getValue() % period;
        long since = Math.floorMod(now.toEpochMilli() - offset, period);
        return Instant.ofEpochMilli(now.toEpochMilli() - since + period);
    }
}
