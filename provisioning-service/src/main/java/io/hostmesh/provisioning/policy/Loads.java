package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.ScalingMemory.LoadBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a group carried, collected in spans of five minutes until it is kept. */
public final class Loads {

    public static final Duration SPAN = Duration.ofMinutes(5);

    /** Figures that follow sooner than this add nothing. */
    private static final Duration SAMPLED_EVERY = Duration.ofSeconds(10);

    private static final int MOST_METRICS = 16;

    private Loads() {}

    /** The span that a time is in. */
    public static Instant spanOf(Instant time) {
        long seconds = SPAN.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** With the load that all members carry together; a span that is over gives way to the next. */
    public static List<LoadBucket> measured(List<LoadBucket> loads, String metric, double load, Instant now) {
        LoadBucket before = of(loads, metric);
        if (before == null || !before.from().equals(spanOf(now))) {
            return with(loads, new LoadBucket(metric, spanOf(now), load, load, 1, now));
        }
        if (before.figures() > 0
                && now.isBefore(before.lastAt().plus(SAMPLED_EVERY))
                && !now.isBefore(before.lastAt())) {
            return loads;
        }
        double sum = before.figures() == 0 ? load : before.sum() + load;
        double peak = before.figures() == 0 ? load : Math.max(before.peak(), load);
        return with(loads, new LoadBucket(metric, before.from(), sum, peak, before.figures() + 1, now));
    }

    /** Begins the next span where the last one is over; until something is measured in it, the load is as assumed. */
    public static List<LoadBucket> assumed(List<LoadBucket> loads, String metric, double load, Instant now) {
        LoadBucket before = of(loads, metric);
        return before != null && before.from().equals(spanOf(now))
                ? loads
                : with(loads, new LoadBucket(metric, spanOf(now), load, load, 0, now));
    }

    /** The spans of {@code before} that have ended. */
    public static List<LoadBucket> ended(List<LoadBucket> before, List<LoadBucket> after) {
        List<LoadBucket> ended = new ArrayList<>();
        for (LoadBucket bucket : before) {
            LoadBucket next = of(after, bucket.metric());
            if (next != null && !next.from().equals(bucket.from())) {
                ended.add(bucket);
            }
        }
        return ended;
    }

    /** The mean of a span. */
    public static double mean(LoadBucket bucket) {
        return bucket.figures() == 0 ? bucket.sum() : bucket.sum() / bucket.figures();
    }

    private static @Nullable LoadBucket of(List<LoadBucket> loads, String metric) {
        for (LoadBucket bucket : loads) {
            if (bucket.metric().equals(metric)) {
                return bucket;
            }
        }
        return null;
    }

    private static List<LoadBucket> with(List<LoadBucket> loads, LoadBucket bucket) {
        List<LoadBucket> next = new ArrayList<>();
        for (LoadBucket other : loads) {
            if (!other.metric().equals(bucket.metric())) {
                next.add(other);
            }
        }
        next.add(bucket);
        int from = Math.max(0, next.size() - MOST_METRICS);
        return List.copyOf(next.subList(from, next.size()));
    }
}
