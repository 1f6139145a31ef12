package io.hostmesh.workload;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The server's log: its standard output. */
final class Log {

    private Log() {}

    static void line(String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }
}
