package io.hostmesh.monitoring.query;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.monitoring.history.HistorySettings;
import io.hostmesh.monitoring.history.Rollups;
import io.hostmesh.monitoring.history.SampleHistory;
import io.hostmesh.monitoring.history.SeriesReader;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.query.MetricsQueryResource.ServerSeries;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.rollup.Aggregation;
import io.hostmesh.monitoring.rollup.Chart;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Kept;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.rollup.Spread.Estimate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a query asks for from where it is kept, within bounds, and makes series of it. */
@ApplicationScoped
class ChartReader {

    /** Two samples of a counter that are further apart than this, and than a step, are not connected. */
    private static final Duration REACH = Duration.ofMinutes(5);

    private final SampleHistory history;
    private final Rollups rollups;
    private final SeriesReader ofAccounts;
    private final Clock clock;
    private final Kept kept;
    private final QuerySettings settings;

    ChartReader(
            SampleHistory history,
            Rollups rollups,
            SeriesReader ofAccounts,
            Clock clock,
            HistorySettings kept,
            QuerySettings settings) {
        this.history = history;
        this.rollups = rollups;
        this.ofAccounts = ofAccounts;
        this.clock = clock;
        this.kept = new Kept(kept.retention(), kept.minuteRetention(), kept.hourRetention());
        this.settings = settings;
    }

    /** How long samples are kept. */
    Kept kept() {
        return kept;
    }

    /** Reads series of an account; in steps only. */
    Uni<List<ServerSeries>> read(RangeQuery range, String accountId, Map<String, Labels> series) {
        Reading reading = Objects.requireNonNull(range.reading(), "series of accounts are read in steps");
        List<String> ids = List.copyOf(series.keySet());
        Function<String, Map<String, String>> labels =
                id -> Objects.requireNonNull(series.get(id)).toMap();
        if (range.aggregation().kind() == Aggregation.Kind.PERCENTILE) {
            return percentiles(range, reading, accountId, ids)
                    .map(found -> series(range, found.points(), found.errors(), labels));
        }
        return parts(
                        range,
                        reading,
                        kept.withoutRaw(),
                        (stretch, wanted) -> ofAccounts.parts(accountId, ids, stretch, wanted, limit(range)))
                .map(parts -> points(range, reading, parts))
                .map(points -> series(range, points, Map.of(), labels));
    }

    /** Points by series, and how far from the exact percentile those of each are at most. */
    private record Estimated(Map<String, List<Point>> points, Map<String, Double> errors) {}

    private Uni<Estimated> percentiles(RangeQuery range, Reading reading, String accountId, List<String> ids) {
        Stretch minutes = new Stretch(Source.MINUTE, reading.from(), reading.to());
        return ofAccounts
                .spreads(accountId, ids, minutes, reading, settings.maximumSamplesRead() + 1)
                .map(spreads -> {
                    bound(SeriesReader.held(spreads), settings.maximumSamplesRead());
                    Estimated all = new Estimated(new TreeMap<>(), new TreeMap<>());
                    spreads.forEach((id, steps) -> {
                        List<Point> points = new ArrayList<>(steps.size());
                        steps.forEach((at, spread) -> {
                            Estimate estimate =
                                    spread.percentile(range.aggregation().percentile());
                            points.add(new Point(at, estimate.value()));
                            all.errors().merge(id, estimate.error(), Math::max);
                        });
                        all.points().put(id, points);
                    });
                    return all;
                });
    }

    /** Reads a metric of servers. */
    Uni<List<ServerSeries>> read(RangeQuery range, List<String> servers) {
        Reading reading = range.reading();
        if (reading == null) {
            return history.raw(servers, range.metric(), range.from(), range.to(), settings.maximumPoints() + 1)
                    .map(this::rawSeries);
        }
        Uni<Map<String, List<Point>>> points = range.aggregation().kind() == Aggregation.Kind.PERCENTILE
                ? rollups.percentiles(
                        servers, range.metric(), reading, range.aggregation().percentile(), limit(range))
                : parts(
                                range,
                                reading,
                                kept,
                                (stretch, wanted) ->
                                        rollups.parts(servers, range.metric(), stretch, wanted, limit(range)))
                        .map(series -> points(range, reading, series));
        return points.map(series -> series(range, series, exact(range, series), null));
    }

    private static Map<String, Double> exact(RangeQuery range, Map<String, List<Point>> series) {
        Map<String, Double> errors = new TreeMap<>();
        if (range.aggregation().kind() == Aggregation.Kind.PERCENTILE) {
            series.keySet().forEach(key -> errors.put(key, 0.0));
        }
        return errors;
    }

    private List<ServerSeries> rawSeries(List<Series> series) {
        bound(series.stream().mapToInt(one -> one.points().size()).sum(), settings.maximumPoints());
        return series.stream()
                .map(one -> new ServerSeries(one.serverId(), null, one.points(), null))
                .toList();
    }

    /** Where the parts of series in a stretch come from. */
    private interface Parts {
        Uni<Map<String, SortedMap<Instant, Part>>> of(Stretch stretch, Reading wanted);
    }

    private Uni<Map<String, List<SortedMap<Instant, Part>>>> parts(
            RangeQuery range, Reading reading, Kept keptOfThem, Parts parts) {
        Instant now = clock.instant();
        Reading wanted = range.aggregation().isOfCounter() ? reading.reachingBack(reach(reading)) : reading;
        return rollups.rolledUp(now).chain(rolledUp -> {
            Uni<Map<String, List<SortedMap<Instant, Part>>>> all =
                    Uni.createFrom().item(new TreeMap<>());
            for (Stretch stretch : wanted.stretches(rolledUp, now, keptOfThem)) {
                all = all.chain(series -> parts.of(stretch, wanted).map(found -> with(series, found, limit(range))));
            }
            return all;
        });
    }

    private static Map<String, List<SortedMap<Instant, Part>>> with(
            Map<String, List<SortedMap<Instant, Part>>> series,
            Map<String, SortedMap<Instant, Part>> found,
            int limit) {
        bound(found.values().stream().mapToInt(Map::size).sum(), limit - 1);
        found.forEach((key, parts) ->
                series.computeIfAbsent(key, first -> new ArrayList<>()).add(parts));
        return series;
    }

    private static Duration reach(Reading reading) {
        return REACH.compareTo(reading.step()) > 0 ? REACH : reading.step();
    }

    private Map<String, List<Point>> points(
            RangeQuery range, Reading reading, Map<String, List<SortedMap<Instant, Part>>> series) {
        Map<String, List<Point>> points = new TreeMap<>();
        int read = 0;
        for (Map.Entry<String, List<SortedMap<Instant, Part>>> one : series.entrySet()) {
            SortedMap<Instant, Part> parts = Chart.join(one.getValue());
            read += parts.size();
            points.put(one.getKey(), Chart.over(parts, range.aggregation(), reading.from(), reach(reading)));
        }
        bound(read, limit(range) - 1);
        return points;
    }

    private List<ServerSeries> series(
            RangeQuery range,
            Map<String, List<Point>> series,
            Map<String, Double> errors,
            @Nullable Function<String, Map<String, String>> labels) {
        bound(size(series.values()), limit(range) - 1);
        if (range.across() == null) {
            List<ServerSeries> all = new ArrayList<>();
            series.forEach((key, points) -> all.add(
                    labels == null
                            ? new ServerSeries(key, null, points, errors.get(key))
                            : new ServerSeries(null, labels.apply(key), points, errors.get(key))));
            return List.copyOf(all);
        }
        if (series.isEmpty()) {
            return List.of();
        }
        List<Point> across = Chart.across(series.values(), range.across());
        bound(across.size(), settings.maximumPoints());
        return List.of(new ServerSeries(null, null, across, errorOf(range.across(), errors.values())));
    }

    /** No more than any of the values is off, or all of them together where they are added up. */
    private static @Nullable Double errorOf(Aggregation across, Collection<Double> errors) {
        if (errors.isEmpty()) {
            return null;
        }
        return switch (across.kind()) {
            case COUNT -> 0.0;
            case SUM -> errors.stream().mapToDouble(Double::doubleValue).sum();
            case MEAN, MIN, MAX, PERCENTILE, LAST, INCREASE, RATE ->
                errors.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        };
    }

    private static int size(Collection<List<Point>> series) {
        return series.stream().mapToInt(List::size).sum();
    }

    /** One more than is allowed, by which it is seen that there are more. */
    private int limit(RangeQuery range) {
        return 1 + (range.across() == null ? settings.maximumPoints() : settings.maximumStepsRead());
    }

    private static void bound(long count, int most) {
        if (count > most) {
            throw Problems.refusal(
                    Refusal.TOO_MANY_POINTS,
                    "Expected at most " + most + " points; ask for a shorter time or a longer step.");
        }
    }
}
