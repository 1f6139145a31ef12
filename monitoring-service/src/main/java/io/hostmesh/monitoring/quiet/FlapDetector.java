package io.hostmesh.monitoring.quiet;

import java.time.Instant;
import java.util.List;

/**
 * Tells a condition that flaps from one that changed, by the rule of Nagios: of the last {@value #STATES} observed states, how
 * many differ from the one before, the newest change weighing half as much again as the oldest, with a high threshold to start and
 * a low one to stop.
 *
 * <p>Nagios observes when a check is due; here each change is an observation, and so is each slot without one.
 */
public final class FlapDetector {

    /** So many states are looked at. */
    public static final int STATES = 21;

    private static final int STEPS = STATES - 1;
    private static final double OLDEST_WEIGHT = 0.8;
    private static final double NEWEST_WEIGHT = 1.2;

    private final FlapSettings settings;

    public FlapDetector(FlapSettings settings) {
        this.settings = settings;
    }

    /**
     * How much of the observed steps up to {@code now} were changes, in percent.
     *
     * @param changes when the condition changed, the newest first; more than {@value #STATES} are not looked at
     */
    public double changePercent(List<Instant> changes, Instant now) {
        double changed = 0;
        int next = 0;
        Instant until = now;
        for (int step = 0; step < STEPS && next < changes.size(); step++) {
            Instant slotBegins = until.minus(settings.slot());
            Instant change = changes.get(next);
            if (change.isAfter(slotBegins)) {
                changed += NEWEST_WEIGHT - (NEWEST_WEIGHT - OLDEST_WEIGHT) * step / (STEPS - 1);
                until = change;
                next++;
            } else {
                until = slotBegins;
            }
        }
        return changed / STEPS * 100;
    }

    /** Whether it flaps now, given whether it did. */
    public boolean isFlapping(boolean before, double changePercent) {
        return before ? changePercent >= settings.stopPercent() : changePercent >= settings.startPercent();
    }
}
