package io.hostmesh.provisioning.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time in which no provisioning was there to ask machines to end. A machine that was terminated, not killed, in that time was
 * ended by the shutdown of its host. Every instance keeps touching one file as long as it lives.
 */
final class Absence {

    private static final Duration TOUCH_PERIOD = Duration.ofSeconds(1);
    private static final int TERMINATED = 128 + 15;

    private final Path sign;
    private final Clock clock;
    private final Instant from;
    private final Instant to;
    private volatile Instant touchedAt;

    Absence(Path sign, Clock clock) throws IOException {
        this.sign = sign;
        this.clock = clock;
        this.to = clock.instant();
        this.touchedAt = Instant.EPOCH;
        this.from = Files.exists(sign) ? Files.getLastModifiedTime(sign).toInstant() : to;
        if (!Files.exists(sign)) {
            Files.write(sign, new byte[0]);
        }
    }

    /** Call it often; it touches the file now and then. */
    void end() {
        Instant now = clock.instant();
        if (Duration.between(touchedAt, now).abs().compareTo(TOUCH_PERIOD) < 0) {
            return;
        }
        try {
            Files.setLastModifiedTime(sign, FileTime.from(now));
            touchedAt = now;
        } catch (IOException e) {
            throw new DriverException("expected to be able to touch " + sign, e);
        }
    }

    boolean ended(@Nullable Integer exitStatus, Instant endedAt) {
        return exitStatus != null && exitStatus == TERMINATED && endedAt.isAfter(from) && endedAt.isBefore(to);
    }
}
