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
import org.junit.jupiter.api.Test;

class MinutePartsTest {

    private static final Instant BEGIN = Instant.ofEpochSecond(1_800_000_000L);
    private static final UUID SERIES = new UUID(3, 4);

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
            assertEquals(Map.of(SERIES, Map.of(BEGIN, part(samples))), minutes.whole(), "seed " + seed);
        }
    }

    @Test
    void shouldKeepThePieceOfMoreSamplesWhereTwoOverlap() {
        Part earlier = Part.of(BEGIN, 1).then(Part.of(BEGIN.plusSeconds(20), 2));
        Part later = Part.of(BEGIN.plusSeconds(20), 2)
                .then(Part.of(BEGIN.plusSeconds(40), 3))
                .then(Part.of(BEGIN.plusSeconds(50), 4));
        assertEquals(later, MinuteParts.together(List.of(earlier, later)));
        assertEquals(later, MinuteParts.together(List.of(later, earlier)));
    }

    @Test
    void shouldCountStepsFromWhereTheyBegin() {
        SortedMap<Instant, Part> minutes = new TreeMap<>();
        for (int minute = -3; minute < 7; minute++) {
            Instant at = BEGIN.plus(Duration.ofMinutes(minute));
            minutes.put(at, Part.of(at, minute));
        }
        SortedMap<Instant, Part> steps = MinuteParts.inSteps(minutes, BEGIN, Duration.ofMinutes(5));
        assertEquals(List.of(BEGIN.minusSeconds(300), BEGIN, BEGIN.plusSeconds(300)), List.copyOf(steps.keySet()));
        assertEquals(
                List.of(3L, 5L, 2L), steps.values().stream().map(Part::count).toList());
    }
}
