package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenMinuteTest {

    private static final long BEGIN = 1_800_000_000_000L / 60_000 * 60_000;

    private final OpenMinute minute = new OpenMinute(new SeriesName("acc_1", null, new byte[] {1}));

    private static SortedMap<Long, Double> samples(int count) {
        SortedMap<Long, Double> samples = new TreeMap<>();
        for (int index = 0; index < count; index++) {
            samples.put(BEGIN + index * 3_000L, (double) (index * 7 % 10));
        }
        return samples;
    }

    private Part end() {
        return Objects.requireNonNull(minute.end()).part();
    }

    @Test
    void shouldHaveTheSamplesInOrderHoweverTheyCame() {
        for (int seed = 0; seed < 100; seed++) {
            SortedMap<Long, Double> samples = samples(1 + seed % OpenMinute.MOST_SAMPLES);
            List<Long> order = new ArrayList<>(samples.keySet());
            order.addAll(samples.keySet());
            Collections.shuffle(order, new Random(seed));
            for (long at : order) {
                assertTrue(minute.includes(at));
                assertTrue(minute.addLate(at, Objects.requireNonNull(samples.get(at))));
            }
            SeriesMinute ended = Objects.requireNonNull(minute.end());
            assertEquals(Samples.of(samples), ended.samples(), "seed " + seed);
            assertEquals(BEGIN, ended.at().toEpochMilli());
            assertNull(minute.end());
        }
    }

    @Test
    void shouldKnowWhatManySamplesCameTo() {
        SortedMap<Long, Double> samples = samples(20);
        samples.forEach(minute::add);
        SeriesMinute ended = Objects.requireNonNull(minute.end());
        assertEquals(Samples.of(samples).part(), ended.part());
        assertNull(ended.samples());
    }

    @Test
    void shouldTakeOneLateSampleMoreThanAreKept() {
        SortedMap<Long, Double> samples = samples(OpenMinute.MOST_SAMPLES);
        samples.forEach(minute::add);
        samples.put(BEGIN + 1_500, 5.0);
        assertTrue(minute.addLate(BEGIN + 1_500, 5));
        assertEquals(Samples.of(samples).part(), end());
    }

    @Test
    void shouldLeaveALateSampleWhereItCannotBeSeenWhetherItCameBefore() {
        SortedMap<Long, Double> samples = samples(18);
        samples.forEach(minute::add);
        assertFalse(minute.addLate(BEGIN + 1_500, 5));
        assertFalse(minute.addLate(samples.lastKey(), 5));
        samples.put(BEGIN + 59_999, 5.0);
        assertTrue(minute.addLate(BEGIN + 59_999, 5));
        assertFalse(minute.includes(BEGIN + 60_000));
        assertFalse(minute.includes(BEGIN - 1));
        assertEquals(Samples.of(samples).part(), end());
    }
}
