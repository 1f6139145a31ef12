package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.DriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A file that every instance of provisioning touches as long as it lives: up to its time, the end of a machine was noticed. */
final class SignOfLife {

    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Path file;
    private final Clock clock;
    private volatile Instant touchedAt = Instant.EPOCH;

    SignOfLife(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** When the last instance before this one was seen alive. */
    Instant last() throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.EPOCH;
    }

    /** Call it often; it touches the file now and then. */
    void give() {
        Instant now = clock.instant();
        if (Duration.between(touchedAt, now).abs().compareTo(PERIOD) < 0) {
            return;
        }
        try {
            if (!Files.exists(file)) {
                Files.write(file, new byte[0]);
            }
            Files.setLastModifiedTime(file, FileTime.from(now));
            touchedAt = now;
        } catch (IOException e) {
            throw new DriverException("expected to be able to touch " + file, e);
        }
    }
}
