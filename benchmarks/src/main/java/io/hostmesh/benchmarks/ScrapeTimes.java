package io.hostmesh.benchmarks;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** When the scrapes were made that are sent: each half a second after the one before, none in the future. */
final class ScrapeTimes {

    private static final long STEP_MILLIS = 500;
    private static final long BEGIN_BEFORE_MILLIS = 30 * 60 * 1_000L;

    private final AtomicLong next;
    private final AtomicLong round = new AtomicLong();

    ScrapeTimes(Clock clock) {
        next = new AtomicLong(clock.millis() - BEGIN_BEFORE_MILLIS);
    }

    long next() {
        round.incrementAndGet();
        return next.addAndGet(STEP_MILLIS);
    }

    /** How many there were: values change with it. */
    int round() {
        return round.intValue();
    }
}
