package io.hostmesh.billing;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on by itself from the middle of a month, and jumps ahead where a test says so. */
@Singleton
public class TestClock extends Clock {

    private static final Instant MIDDLE_OF_A_MONTH = Instant.parse("2027-01-15T12:00:00Z");

    private volatile Duration ahead = Duration.between(Instant.now(), MIDDLE_OF_A_MONTH);

    public synchronized void advance(Duration duration) {
        ahead = ahead.plus(duration);
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(Clock.system(zone), ahead);
    }
}
