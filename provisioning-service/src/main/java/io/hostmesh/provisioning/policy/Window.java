package io.hostmesh.provisioning.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The recommendations in one direction, without a gap between them. Kept as a sliding maximum (or minimum): sizes fall (or
 * rise) from the oldest to the newest entry, so there are never more entries than sizes.
 *
 * @param since when the unbroken series began
 * @param last when it was continued last
 * @param sizes what was recommended, oldest first
 */
public record Window(Instant since, Instant last, List<Recommendation> sizes) {

    /** That many members were enough, or needed, at that time. */
    public record Recommendation(Instant at, int size) {}

    static Window begin(Instant now, int size) {
        return new Window(now, now, List.of(new Recommendation(now, size)));
    }

    /** The series to shrink with one more; begun anew where it was interrupted for longer than {@code gap} or the clock went back. */
    Window addToHighest(Instant now, int size, Duration stabilization, Duration gap) {
        return add(now, size, stabilization, gap, true);
    }

    /** The series to grow with one more. */
    Window addToLowest(Instant now, int size, Duration stabilization, Duration gap) {
        return add(now, size, stabilization, gap, false);
    }

    private Window add(Instant now, int size, Duration stabilization, Duration gap, boolean highest) {
        if (now.isBefore(last) || Duration.between(last, now).compareTo(gap) > 0) {
            return begin(now, size);
        }
        Instant begin = now.minus(stabilization);
        List<Recommendation> next = new ArrayList<>();
        for (Recommendation earlier : sizes) {
            boolean stronger = highest ? earlier.size() > size : earlier.size() < size;
            if (stronger && !earlier.at().isBefore(begin)) {
                next.add(earlier);
            }
        }
        next.add(new Recommendation(now, size));
        return new Window(since, now, List.copyOf(next));
    }

    /** True if the series is as long as the stabilization window. */
    boolean covers(Duration stabilization) {
        return Duration.between(since, last).compareTo(stabilization) >= 0;
    }

    /** The strongest objection in the window: the highest size of a series to shrink, the lowest of one to grow. */
    int strongest() {
        return sizes.get(0).size();
    }
}
