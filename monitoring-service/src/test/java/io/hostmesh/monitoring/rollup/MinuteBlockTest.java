package io.hostmesh.monitoring.rollup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MinuteBlockTest {

    private static final long BEGIN = 1_800_000_000_000L / 60_000 * 60_000;
    private static final double[] ODD = {
        0,
        -0.0,
        1,
        -1,
        0.1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        1L << 48,
        (1L << 48) + 1,
        -(1L << 48),
        9.2e18,
        12_345_678_901.25
    };

    private static UUID id(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static double figure(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt(1_000) : ODD[random.nextInt(ODD.length)];
    }

    private static SeriesPart any(Random random, UUID series) {
        long minute = BEGIN + (random.nextInt(2_000) - 1_000) * 60_000L;
        if (random.nextBoolean()) {
            SortedMap<Long, Double> samples = new TreeMap<>();
            for (int count = 1 + random.nextInt(20); count > 0; count--) {
                samples.put(minute + random.nextInt(60_000), figure(random));
            }
            return SeriesPart.of(series, Instant.ofEpochMilli(minute), Samples.of(samples));
        }
        long firstAt = minute + random.nextInt(90_000) - 10_000;
        Part part = new Part(
                random.nextInt(4) == 0 ? Long.MAX_VALUE >> random.nextInt(63) : random.nextInt(100),
                figure(random),
                figure(random),
                figure(random),
                Instant.ofEpochMilli(firstAt),
                figure(random),
                Instant.ofEpochMilli(firstAt + random.nextInt(60_000) - 1_000),
                figure(random),
                figure(random));
        return new SeriesPart(series, Instant.ofEpochMilli(minute), part);
    }

    private static List<SeriesPart> read(byte[] block) {
        List<SeriesPart> read = new ArrayList<>();
        MinuteBlock.decode(block, series -> true, read::add);
        return read;
    }

    private static Comparator<SeriesPart> inOrder() {
        Comparator<SeriesPart> byHalf = (one, other) -> Long.compareUnsigned(
                one.series().getMostSignificantBits(), other.series().getMostSignificantBits());
        return byHalf.thenComparing((one, other) -> Long.compareUnsigned(
                        one.series().getLeastSignificantBits(), other.series().getLeastSignificantBits()))
                .thenComparing(SeriesPart::at);
    }

    @Test
    void shouldReadWhatWasWrittenInTheOrderOfSeriesAndTimes() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<SeriesPart> parts = new ArrayList<>();
            for (int series = random.nextInt(20); series > 0; series--) {
                UUID id = random.nextBoolean() ? id(random) : new UUID(7, random.nextLong());
                for (int minutes = 1 + random.nextInt(70); minutes > 0; minutes--) {
                    parts.add(any(random, id));
                }
            }
            if (!parts.isEmpty()) {
                parts.add(parts.get(random.nextInt(parts.size())));
            }
            Collections.shuffle(parts, random);
            List<SeriesPart> expected = new ArrayList<>(parts);
            expected.sort(inOrder());
            assertEquals(expected, read(MinuteBlock.encode(parts)), "seed " + seed);
        }
    }

    @Test
    void shouldReadOnlyTheSeriesThatAreWanted() {
        Random random = new Random(1);
        List<SeriesPart> parts = new ArrayList<>();
        for (int index = 0; index < 500; index++) {
            parts.add(any(random, id(random)));
        }
        SeriesPart wanted = parts.get(123);
        List<SeriesPart> read = new ArrayList<>();
        MinuteBlock.decode(MinuteBlock.encode(parts), Set.of(wanted.series())::contains, read::add);
        assertEquals(List.of(wanted), read);
    }

    @Test
    void shouldSayThatBytesAreNoBlockWhereverTheyEnd() {
        Random random = new Random(2);
        byte[] block = MinuteBlock.encode(List.of(any(random, id(random)), any(random, id(random))));
        for (int length = 0; length < block.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(block, length);
            assertThrows(IllegalArgumentException.class, () -> read(cut), "length " + length);
        }
        block[0] = 3;
        IllegalArgumentException other = assertThrows(IllegalArgumentException.class, () -> read(block));
        assertEquals("expected a block of version 2, got 3", other.getMessage());
        assertArrayEquals(new byte[] {2, 0, 0}, MinuteBlock.encode(List.of()));
        assertEquals(List.of(), read(MinuteBlock.encode(List.of())));
    }

    @Test
    void shouldReadWhatWasWrittenBeforeSamplesWereKept() {
        byte[] block = HexFormat.of()
                .parseHex(
                        "0101fed0c41c00000000000000010000000000000002012300904e90bf0503850a0608401e000000000000402d0000"
                                + "000000004021000000000000");
        Instant at = Instant.parse("2026-11-22T10:07:00Z");
        Part part = Part.of(at.plusSeconds(5), 3)
                .then(Part.of(at.plusSeconds(20), 7.5))
                .then(Part.of(at.plusSeconds(50), 4));
        assertEquals(List.of(new SeriesPart(new UUID(1, 2), at, part)), read(block));
    }

    @Test
    void shouldTakeNoMoreRoomForTheSamplesOfAUsualMinuteThanForWhatTheyComeTo() {
        Random random = new Random(6);
        List<SeriesPart> samples = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            SortedMap<Long, Double> values = new TreeMap<>();
            for (int sample = 0; sample < 4; sample++) {
                values.put(BEGIN + minute * 60_000L + 123 + sample * 15_000L, random.nextGaussian());
            }
            samples.add(
                    SeriesPart.of(new UUID(1, 2), Instant.ofEpochMilli(BEGIN + minute * 60_000L), Samples.of(values)));
        }
        List<SeriesPart> figures = samples.stream()
                .map(one -> new SeriesPart(one.series(), one.at(), one.part()))
                .toList();
        int ofSamples = MinuteBlock.encode(samples).length;
        int ofFigures = MinuteBlock.encode(figures).length;
        assertTrue(ofSamples <= ofFigures * 1.1, "bytes " + ofSamples + " and " + ofFigures);
    }

    /** What is the same in every minute takes no room. */
    @Test
    void shouldBeSmallForFiguresThatDoNotChangeAndForCounters() {
        UUID series = new UUID(1, 2);
        List<SeriesPart> constant = new ArrayList<>();
        List<SeriesPart> counter = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            Instant at = Instant.ofEpochMilli(BEGIN + minute * 60_000L);
            Part same = Part.of(at.plusMillis(123), 4_096);
            Part more = Part.of(at.plusMillis(123), 1_000_000 + minute * 40);
            for (int sample = 1; sample < 4; sample++) {
                same = same.then(Part.of(at.plusMillis(123 + sample * 15_000), 4_096));
                more = more.then(Part.of(at.plusMillis(123 + sample * 15_000), 1_000_000 + minute * 40 + sample * 10));
            }
            constant.add(new SeriesPart(series, at, same));
            counter.add(new SeriesPart(series, at, more));
        }
        int ofConstant = MinuteBlock.encode(constant).length;
        int ofCounter = MinuteBlock.encode(counter).length;
        assertTrue(ofConstant <= 60 * 12, "bytes " + ofConstant);
        assertTrue(ofCounter <= 60 * 20, "bytes " + ofCounter);
    }
}
