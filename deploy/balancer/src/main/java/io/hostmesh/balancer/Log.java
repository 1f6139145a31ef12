package io.hostmesh.balancer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The balancer's log: its standard output. */
final class Log {

    private Log() {}

    static void line(String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }
}
