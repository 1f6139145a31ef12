package io.hostmesh.monitoring.rollup;

import java.time.Instant;

/**
 * What is kept of consecutive samples of one series, at least one and all of them numbers. Parts are joined in the order of time, in
 * whatever steps: the whole is the same as that of the samples, the increase of a counter included.
 *
 * @param increase what a counter went up by from the first to the last sample; one that went down began again at 0
 */
public record Part(
        long count,
        double sum,
        double minimum,
        double maximum,
        Instant firstAt,
        double first,
        Instant lastAt,
        double last,
        double increase) {

    /** A single sample. */
    public static Part of(Instant at, double value) {
        return new Part(1, value, value, value, at, value, at, value, 0);
    }

    /** This part and the one after it. */
    public Part then(Part later) {
        return new Part(
                count + later.count,
                sum + later.sum,
                Math.min(minimum, later.minimum),
                Math.max(maximum, later.maximum),
                firstAt,
                first,
                later.lastAt,
                later.last,
                increase + stepTo(later) + later.increase);
    }

    public double mean() {
        return sum / count;
    }

    /** What a counter went up by between the last sample of this part and the first of the later one. */
    public double stepTo(Part later) {
        return later.first >= last ? later.first - last : later.first;
    }
}
