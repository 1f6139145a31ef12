package io.hostmesh.monitoring.quiet;

import java.time.Duration;

/**
 * When a condition that comes and goes is said to flap.
 *
 * @param slot how long the condition must keep still for that to count as one observation without a change
 * @param startPercent flapping starts when at least so much of the observations were changes
 * @param stopPercent and stops when less than so much were
 */
public record FlapSettings(Duration slot, double startPercent, double stopPercent) {

    public FlapSettings {
        if (slot.isNegative() || slot.isZero()) {
            throw new IllegalArgumentException("expected a slot longer than nothing, got " + slot);
        }
        if (!(stopPercent > 0 && stopPercent < startPercent && startPercent <= 100)) {
            throw new IllegalArgumentException(
                    "expected 0 < stop percent < start percent <= 100, got " + stopPercent + " and " + startPercent);
        }
    }
}
