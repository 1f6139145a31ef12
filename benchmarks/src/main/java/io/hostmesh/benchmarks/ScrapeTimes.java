package io.hostmesh.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When the scrapes were made that are sent: each so much after the one before, none in the future. */
final class ScrapeTimes {

    /** With it, all that is sent was scraped within half an hour. */
    static final Duration CLOSE = Duration.ofMillis(500);

    private static final Duration BEGIN_BEFORE = Duration.ofMinutes(30);
    /** As long ago as samples may be, nearly. */
    private static final Duration BEGIN_FAR_BEFORE = Duration.ofHours(23);

    private final long stepMillis;
    private final AtomicLong next;
    private final AtomicLong round = new AtomicLong();

    ScrapeTimes(Clock clock, Duration step) {
        stepMillis = step.toMillis();
        Duration before = step.compareTo(CLOSE) > 0 ? BEGIN_FAR_BEFORE : BEGIN_BEFORE;
        next = new AtomicLong(clock.millis() - before.toMillis());
    }

    long next() {
        round.incrementAndGet();
        return next.addAndGet(stepMillis);
    }

    /** How many there were: values change with it. */
    int round() {
        return round.intValue();
    }
}
