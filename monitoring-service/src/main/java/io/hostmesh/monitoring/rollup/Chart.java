package io.hostmesh.monitoring.rollup;

import io.hostmesh.contracts.AlertEvent.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the points of a chart: each series over time, then all of them at each time. */
public final class Chart {

    private static final double PER_SECOND_OF_NANOS = 1e-9;

    private Chart() {}

    /** Joins what came of several sources, of which each has other times. Parts of one step must not overlap. */
    public static SortedMap<Instant, Part> join(Collection<SortedMap<Instant, Part>> sources) {
        SortedMap<Instant, Part> all = new TreeMap<>();
        for (SortedMap<Instant, Part> source : sources) {
            source.forEach((at, part) -> all.merge(at, part, Chart::inOrder));
        }
        return all;
    }

    private static Part inOrder(Part one, Part other) {
        return one.firstAt().isAfter(other.firstAt()) ? other.then(one) : one.then(other);
    }

    /**
     * The points of one series.
     *
     * @param parts by the beginnings of steps; those before {@code from} are only for what counters had before
     * @param reach how far apart two samples of a counter may be that its increase is known between
     */
    public static List<Point> over(
            SortedMap<Instant, Part> parts, Aggregation aggregation, Instant from, Duration reach) {
        List<Point> points = new ArrayList<>();
        Part before = null;
        for (Map.Entry<Instant, Part> step : parts.entrySet()) {
            Part part = step.getValue();
            Double value = step.getKey().isBefore(from) ? null : value(aggregation, part, before, reach);
            if (value != null && Double.isFinite(value)) {
                points.add(new Point(step.getKey(), value));
            }
            before = part;
        }
        return points;
    }

    private static @Nullable Double value(Aggregation aggregation, Part part, @Nullable Part before, Duration reach) {
        return switch (aggregation.kind()) {
            case MEAN -> part.mean();
            case MIN -> part.minimum();
            case MAX -> part.maximum();
            case SUM -> part.sum();
            case COUNT -> (double) part.count();
            case LAST -> part.last();
            case INCREASE, RATE -> counter(aggregation, part, before, reach);
            case PERCENTILE -> throw new IllegalArgumentException("expected raw samples for a percentile, got parts");
        };
    }

    /** Since the sample before, where there is one within reach, so that nothing is counted twice or left out. */
    private static @Nullable Double counter(Aggregation aggregation, Part part, @Nullable Part before, Duration reach) {
        boolean connected = before != null
                && Duration.between(before.lastAt(), part.firstAt()).compareTo(reach) <= 0;
        Part since = connected && before != null ? before : null;
        double increase = part.increase() + (since == null ? 0 : since.stepTo(part));
        Instant start = since == null ? part.firstAt() : since.lastAt();
        Duration time = Duration.between(start, part.lastAt());
        if (time.isZero() || time.isNegative()) {
            return null;
        }
        return aggregation.kind() == Aggregation.Kind.INCREASE
                ? increase
                : increase / (time.toNanos() * PER_SECOND_OF_NANOS);
    }

    /** All series as one: at each time that at least one has a point for, what their points there come to. */
    public static List<Point> across(Collection<List<Point>> series, Aggregation aggregation) {
        SortedMap<Instant, List<Double>> values = new TreeMap<>();
        for (List<Point> points : series) {
            for (Point point : points) {
                values.computeIfAbsent(point.at(), at -> new ArrayList<>()).add(point.value());
            }
        }
        List<Point> all = new ArrayList<>(values.size());
        values.forEach((at, there) -> all.add(new Point(
                at, fold(there.stream().mapToDouble(Double::doubleValue).toArray(), aggregation))));
        return all;
    }

    private static double fold(double[] values, Aggregation aggregation) {
        return switch (aggregation.kind()) {
            case MEAN -> Arrays.stream(values).sum() / values.length;
            case MIN -> Arrays.stream(values).min().orElseThrow();
            case MAX -> Arrays.stream(values).max().orElseThrow();
            case SUM -> Arrays.stream(values).sum();
            case COUNT -> values.length;
            case PERCENTILE -> percentile(values, aggregation.percentile());
            case LAST, INCREASE, RATE ->
                throw new IllegalArgumentException("expected an aggregation over series, got " + aggregation);
        };
    }

    /** Between the two values that it lies between, as PostgreSQL's {@code percentile_cont}. */
    static double percentile(double[] values, double percentile) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = percentile / 100 * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
