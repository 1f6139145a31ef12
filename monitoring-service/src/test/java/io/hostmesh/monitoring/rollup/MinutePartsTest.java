package io.hostmesh.monitoring.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MinutePartsTest {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_800_000_000L);
    private static final UUID SERIES = new UUID(3, 4);

    private static final SeriesPart NOTHING =
            new SeriesPart(SERIES, BEGIN, new Part(0, 0, 0, 0, BEGIN, 0, BEGIN, 0, 0));

    private static Part part(SortedMap<Instant, Double> samples) {
        return samples.entrySet().stream()
                .map(sample -> Part.of(sample.getKey(), sample.getValue()))
                .reduce(Part::then)
                .orElseThrow();
    }

    private static SortedMap<Instant, Double> samples(Random random) {
        SortedMap<Instant, Double> samples = new TreeMap<>();
        for (int count = 1 + random.nextInt(30); count > 0; count--) {
            samples.put(BEGIN.plusMillis(random.nextInt(60_000)), (double) random.nextInt(100));
        }
        return samples;
    }

    @Test
    void shouldBeTheWholeMinuteWhateverThePiecesAndTheirOrderAndHowOftenTheyCame() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SortedMap<Instant, Double> samples = samples(random);
            List<Part> pieces = new ArrayList<>();
            Instant from = samples.firstKey();
            for (Instant at : samples.keySet()) {
                if (random.nextInt(4) == 0 && at.isAfter(from)) {
                    pieces.add(part(samples.subMap(from, at)));
                    from = at;
                }
            }
            pieces.add(part(samples.tailMap(from)));
            pieces.add(pieces.get(random.nextInt(pieces.size())));
            if (random.nextBoolean()) {
                pieces.add(part(samples));
            }
            Collections.shuffle(pieces, random);
            MinuteParts minutes = new MinuteParts();
            pieces.forEach(piece -> minutes.add(new SeriesPart(SERIES, BEGIN, piece)));
            assertEquals(
                    Map.of(SERIES, List.of(new SeriesPart(SERIES, BEGIN, part(samples)))),
                    minutes.whole(),
                    "seed " + seed);
        }
    }

    @Test
    void shouldKeepThePieceOfMoreSamplesWhereTwoOverlap() {
        Part earlier = Part.of(BEGIN, 1).then(Part.of(BEGIN.plusSeconds(20), 2));
        Part later = Part.of(BEGIN.plusSeconds(20), 2)
                .then(Part.of(BEGIN.plusSeconds(40), 3))
                .then(Part.of(BEGIN.plusSeconds(50), 4));
        SeriesPart one = new SeriesPart(SERIES, BEGIN, earlier);
        SeriesPart other = new SeriesPart(SERIES, BEGIN, later);
        assertEquals(other, MinuteParts.together(List.of(one, other)));
        assertEquals(other, MinuteParts.together(List.of(other, one)));
    }

    @Test
    void shouldHaveEachSampleOnceWhereTheyAreKeptHoweverThePiecesOverlap() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SortedMap<Instant, Double> samples = samples(random);
            List<SeriesPart> pieces = new ArrayList<>(List.of(piece(samples, at -> at.isBefore(samples.lastKey()))));
            for (int count = random.nextInt(5); count > 0; count--) {
                pieces.add(piece(samples, at -> random.nextInt(3) == 0));
            }
            pieces.add(piece(samples, samples.lastKey()::equals));
            pieces.removeIf(piece -> piece.part().count() == 0);
            Collections.shuffle(pieces, random);
            assertEquals(piece(samples, at -> true), MinuteParts.together(pieces), "seed " + seed);
        }
    }

    /** Where a piece's samples are not kept, none of them is counted twice. */
    @Test
    void shouldCountNoSampleTwiceWhereSomeAreNotKept() {
        SortedMap<Instant, Double> samples = new TreeMap<>();
        for (int second = 0; second < 20; second++) {
            samples.put(BEGIN.plusSeconds(second), (double) second);
        }
        SeriesPart many = new SeriesPart(SERIES, BEGIN, part(samples));
        SeriesPart late = piece(samples, at -> at.equals(BEGIN.plusSeconds(7)));
        assertEquals(many, MinuteParts.together(List.of(late, many)));
        SeriesPart after =
                SeriesPart.of(SERIES, BEGIN, Samples.of(new TreeMap<>(Map.of(BEGIN.toEpochMilli() + 30_000, 1.0))));
        assertEquals(
                new SeriesPart(SERIES, BEGIN, many.part().then(after.part())),
                MinuteParts.together(List.of(after, many)));
    }

    private static SeriesPart piece(SortedMap<Instant, Double> samples, Predicate<Instant> chosen) {
        SortedMap<Long, Double> values = new TreeMap<>();
        samples.forEach((at, value) -> {
            if (chosen.test(at)) {
                values.put(at.toEpochMilli(), value);
            }
        });
        return values.isEmpty() ? NOTHING : SeriesPart.of(SERIES, BEGIN, Samples.of(values));
    }

    @Test
    void shouldCountStepsFromWhereTheyBegin() {
        List<SeriesPart> minutes = new ArrayList<>();
        for (int minute = -3; minute < 7; minute++) {
            Instant at = BEGIN.plus(Duration.ofMinutes(minute));
            minutes.add(new SeriesPart(SERIES, at, Part.of(at, minute)));
        }
        SortedMap<Instant, Part> steps = MinuteParts.inSteps(minutes, BEGIN, Duration.ofMinutes(5));
        assertEquals(List.of(BEGIN.minusSeconds(300), BEGIN, BEGIN.plusSeconds(300)), List.copyOf(steps.keySet()));
        assertEquals(
                List.of(3L, 5L, 2L), steps.values().stream().map(Part::count).toList());
    }
}
