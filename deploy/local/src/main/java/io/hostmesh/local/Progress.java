package io.hostmesh.local;

import java.time.Duration;
import java.util.Locale;

/** Where the launcher says what it does, line by line, for a person who waits. */
@FunctionalInterface
public interface Progress {

    void say(String line);

    /** Nothing is said. */
    static Progress silent() {
        return line -> {};
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
