package io.hostmesh.provisioning.group;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The recommendations to shrink, without a gap between them. Kept as a sliding maximum: sizes fall from the oldest to the
 * newest entry, so there are never more entries than sizes.
 *
 * @param since when the unbroken series began
 * @param last when it was continued last
 * @param sizes what was recommended, oldest first
 */
record ShrinkWindow(Instant since, Instant last, List<Recommendation> sizes) {

    /** That many members were enough at that time. */
    record Recommendation(Instant at, int size) {}

    static ShrinkWindow begin(Instant now, int size) {
        return new ShrinkWindow(now, now, List.of(new Recommendation(now, size)));
    }

    /** The series with one more; begun anew where it was interrupted for longer than {@code gap} or the clock went back. */
    ShrinkWindow add(Instant now, int size, Duration stabilization, Duration gap) {
        if (now.isBefore(last) || Duration.between(last, now).compareTo(gap) > 0) {
            return begin(now, size);
        }
        Instant begin = now.minus(stabilization);
        List<Recommendation> next = new ArrayList<>();
        for (Recommendation earlier : sizes) {
            if (earlier.size() > size && !earlier.at().isBefore(begin)) {
                next.add(earlier);
            }
        }
        next.add(new Recommendation(now, size));
        return new ShrinkWindow(since, now, List.copyOf(next));
    }

    /** True if the series is as long as the stabilization window. */
    boolean covers(Duration stabilization) {
        return Duration.between(since, last).compareTo(stabilization) >= 0;
    }

    /** The highest recommendation in the window: what the group may shrink to. */
    int highest() {
        return sizes.get(0).size();
    }
}
