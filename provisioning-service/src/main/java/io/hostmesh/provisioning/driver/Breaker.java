package io.hostmesh.provisioning.driver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls away from a location that fails. It is closed as long as few of the last calls failed; open, it refuses every
 * call until its time is over; then one call is let through, and what becomes of that one closes it or opens it for longer.
 *
 * <p>An own one, because customers see since when and why a location is not available and when it is asked again, which a
 * library's breaker keeps to itself, and because its time comes from a clock.
 */
final class Breaker {

    private static final int MOST_DOUBLINGS = 4;

    /**
     * @param window how many of the last calls count
     * @param failures how many of them must have failed to open it
     * @param openFor how long it is open at first; doubled with each call that was let through in vain, up to 16 times as long
     */
    record Settings(int window, int failures, Duration openFor) {

        Settings {
            if (failures < 1 || window < failures) {
                throw new IllegalArgumentException("expected at least one failure and a window that holds them, got "
                        + failures + " of " + window);
            }
        }
    }

    private final String locationId;
    private final Settings settings;
    private final Clock clock;
    private final Deque<Boolean> failed = new ArrayDeque<>();
    private Instant since;
    private @Nullable String because;
    private Instant openUntil = Instant.EPOCH;
    private boolean trying;
    private int triedInVain;

    Breaker(String locationId, Settings settings, Clock clock) {
        this.locationId = locationId;
        this.settings = settings;
        this.clock = clock;
        this.since = clock.instant();
    }

    /** Refuses or admits a call. Each one that was admitted ends with one of the next three. */
    synchronized void admit() {
        if (because == null) {
            return;
        }
        Instant now = clock.instant();
        Instant rest = restUntil(now);
        if (now.isBefore(rest) || trying) {
            Instant retryAt = now.isBefore(rest) ? rest : now.plus(settings.openFor());
            throw new LocationUnavailable(locationId, because, retryAt);
        }
        trying = true;
    }

    synchronized void succeeded() {
        if (trying) {
            close();
        }
        if (because == null) {
            note(false);
        }
    }

    /** The location answers. What was let through in vain has itself to blame, and keeps the location from nobody else. */
    synchronized void answered() {
        if (triedInVain > 0) {
            close();
        }
    }

    private void close() {
        trying = false;
        triedInVain = 0;
        because = null;
        since = clock.instant();
        failed.clear();
    }

    synchronized void failed(String why) {
        Instant now = clock.instant();
        if (trying) {
            trying = false;
            triedInVain = Math.min(triedInVain + 1, MOST_DOUBLINGS);
            open(why, now);
        } else if (because == null) {
            note(true);
            if (failed.stream().filter(each -> each).count() >= settings.failures()) {
                since = now;
                open(why, now);
            }
        }
    }

    /** The call ended in a way that says nothing about the location. */
    synchronized void toldNothing() {
        trying = false;
    }

    private void note(boolean failure) {
        failed.addLast(failure);
        if (failed.size() > settings.window()) {
            failed.removeFirst();
        }
    }

    private void open(String why, Instant now) {
        because = why;
        openUntil = now.plus(settings.openFor().multipliedBy(1L << triedInVain));
    }

    /** A rest that would be longer than the longest was begun before the clock went back, and is over. */
    private Instant restUntil(Instant now) {
        Instant last = now.plus(settings.openFor().multipliedBy(1L << MOST_DOUBLINGS));
        return openUntil.isAfter(last) ? now : openUntil;
    }

    synchronized LocationHealth health() {
        return new LocationHealth(because == null, since, because, because == null ? null : restUntil(clock.instant()));
    }
}
