package io.hostmesh.monitoring.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.AlertEvent.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartTest {

    private static final Instant BEGIN = Instant.parse("2026-11-22T00:00:00Z");
    private static final Duration STEP = Duration.ofHours(3);
    private static final List<String> OVER_TIME =
            List.of("mean", "min", "max", "sum", "count", "last", "increase", "rate");

    /** Whole numbers, so that the order in which they are added changes nothing. */
    private static SortedMap<Instant, Double> samples(Random random) {
        SortedMap<Instant, Double> samples = new TreeMap<>();
        double value = random.nextInt(1_000);
        long at = 0;
        while (at < Duration.ofHours(12).toMillis()) {
            samples.put(BEGIN.plusMillis(at), value);
            at += random.nextInt(10) == 0 ? random.nextInt(4_000_000) : 1 + random.nextInt(100_000);
            value = random.nextInt(20) == 0 ? random.nextInt(10) : value + random.nextInt(100);
        }
        return samples;
    }

    private static SortedMap<Instant, Part> parts(SortedMap<Instant, Double> samples) {
        SortedMap<Instant, Part> parts = new TreeMap<>();
        samples.forEach((at, value) -> parts.put(at, Part.of(at, value)));
        return parts;
    }

    private static SortedMap<Instant, Part> rolledUp(SortedMap<Instant, Part> parts, Duration resolution) {
        SortedMap<Instant, Part> coarser = new TreeMap<>();
        parts.forEach((at, part) -> {
            long since = Duration.between(BEGIN, at).toMillis();
            coarser.merge(BEGIN.plusMillis(since - since % resolution.toMillis()), part, Part::then);
        });
        return coarser;
    }

    @Test
    void shouldSayTheSameOfRollUpsAsOfTheSamplesTheyAreMadeOf() {
        for (int seed = 0; seed < 200; seed++) {
            SortedMap<Instant, Part> raw = parts(samples(new Random(seed)));
            SortedMap<Instant, Part> minutes = rolledUp(raw, Source.MINUTE.resolution());
            SortedMap<Instant, Part> hours = rolledUp(minutes, Source.HOUR.resolution());
            Instant cut = BEGIN.plus(Duration.ofHours(1 + seed % 9));
            Instant secondCut = cut.plus(Duration.ofMinutes(seed % 90));
            SortedMap<Instant, Part> stitched = Chart.join(List.of(
                    rolledUp(minutes.tailMap(cut).headMap(secondCut), STEP),
                    rolledUp(raw.tailMap(secondCut), STEP),
                    rolledUp(hours.headMap(cut), STEP)));
            for (String name : OVER_TIME) {
                List<Point> expected = points(rolledUp(raw, STEP), name);
                assertEquals(expected, points(rolledUp(hours, STEP), name), name + " of hours, seed " + seed);
                assertEquals(expected, points(stitched, name), name + " of all sources, seed " + seed);
            }
        }
    }

    private static List<Point> points(SortedMap<Instant, Part> parts, String aggregation) {
        return Chart.over(parts, Aggregation.read(aggregation).orElseThrow(), BEGIN, STEP);
    }

    @Test
    void shouldCountEveryIncreaseOfACounterOnceWhateverTheStep() {
        for (int seed = 0; seed < 100; seed++) {
            SortedMap<Instant, Double> samples = samples(new Random(seed));
            double expected = 0;
            double before = samples.values().iterator().next();
            for (double value : samples.values()) {
                expected += value >= before ? value - before : value;
                before = value;
            }
            for (long minutes : new long[] {1, 7, 60, 600}) {
                SortedMap<Instant, Part> steps = rolledUp(parts(samples), Duration.ofMinutes(minutes));
                double all = 0;
                for (Point point :
                        Chart.over(steps, Aggregation.read("increase").orElseThrow(), BEGIN, Duration.ofDays(1))) {
                    all += point.value();
                }
                assertEquals(expected, all, "steps of " + minutes + " min, seed " + seed);
            }
        }
    }

    @Test
    void shouldSayNothingOfACounterAcrossAGapThatIsTooLong() {
        SortedMap<Instant, Part> parts = new TreeMap<>();
        parts.put(BEGIN, Part.of(BEGIN, 10));
        Instant later = BEGIN.plusSeconds(600);
        parts.put(later, Part.of(later, 700));
        Aggregation rate = Aggregation.read("rate").orElseThrow();

        assertEquals(List.of(), Chart.over(parts, rate, BEGIN, Duration.ofMinutes(5)));
        assertEquals(List.of(new Point(later, 1.15)), Chart.over(parts, rate, BEGIN, Duration.ofMinutes(10)));
    }

    @Test
    void shouldMakeOneSeriesOfSeveralAtEachTimeThatOneHas() {
        Instant next = BEGIN.plusSeconds(60);
        List<List<Point>> series = new ArrayList<>();
        series.add(List.of(new Point(BEGIN, 1), new Point(next, 10)));
        series.add(List.of(new Point(BEGIN, 3)));
        series.add(List.of(new Point(BEGIN, 8)));

        assertEquals(List.of(new Point(BEGIN, 4), new Point(next, 10)), across(series, "mean"));
        assertEquals(List.of(new Point(BEGIN, 12), new Point(next, 10)), across(series, "sum"));
        assertEquals(List.of(new Point(BEGIN, 3), new Point(next, 1)), across(series, "count"));
        assertEquals(List.of(new Point(BEGIN, 1), new Point(next, 10)), across(series, "min"));
        assertEquals(List.of(new Point(BEGIN, 8), new Point(next, 10)), across(series, "max"));
        assertEquals(List.of(new Point(BEGIN, 5.5), new Point(next, 10)), across(series, "p75"));
    }

    private static List<Point> across(List<List<Point>> series, String aggregation) {
        return Chart.across(series, Aggregation.read(aggregation).orElseThrow());
    }
}
