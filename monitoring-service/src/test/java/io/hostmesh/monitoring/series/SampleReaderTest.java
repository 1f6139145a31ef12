package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleReaderTest {

    private final SampleReader reader = new SampleReader();

    private static byte[] written(long takenAt, double value) {
        WriteRequestWriter writer = new WriteRequestWriter();
        writer.beginSeries();
        writer.sample(takenAt, value);
        return Arrays.copyOf(writer.series(), writer.seriesLength());
    }

    private void assertRead(byte[] bytes, long takenAt, double value) {
        reader.open(bytes, 0, bytes.length);
        assertTrue(reader.next());
        assertEquals(takenAt, reader.takenAt);
        assertEquals(value, reader.value);
        assertFalse(reader.next());
    }

    @Test
    void shouldReadSamplesOfAnyTime() {
        Random random = new Random(4);
        for (int bits = 0; bits < 64; bits++) {
            for (int round = 0; round < 50; round++) {
                long time = (1L << bits) + (random.nextLong() & ((1L << bits) - 1));
                double value = random.nextGaussian();
                assertRead(written(time, value), time, value);
            }
        }
        assertRead(written(0, 0), 0, 0);
        assertRead(written(-1, Double.NEGATIVE_INFINITY), -1, Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldReadSamplesInAnyForm() {
        byte[] usual = written(1_800_000_000_000L, 7);
        byte[] timeFirst = usual.clone();
        System.arraycopy(usual, 11, timeFirst, 2, 7);
        System.arraycopy(usual, 2, timeFirst, 9, 9);
        assertRead(timeFirst, 1_800_000_000_000L, 7);
        // A time of seven bytes of which the last says nothing.
        byte[] longer = Arrays.copyOf(usual, usual.length + 1);
        longer[1]++;
        longer[usual.length - 1] |= (byte) 0x80;
        assertRead(longer, 1_800_000_000_000L, 7);
    }

    @Test
    void shouldRefuseSamplesThatEndTooEarly() {
        byte[] usual = written(1_800_000_000_000L, 7);
        for (int length = 1; length < usual.length; length++) {
            byte[] cut = Arrays.copyOf(usual, length);
            reader.open(cut, 0, length);
            assertThrows(MalformedBodyException.class, reader::next, "length " + length);
        }
        byte[] endless = usual.clone();
        endless[usual.length - 1] |= (byte) 0x80;
        reader.open(endless, 0, endless.length);
        assertThrows(MalformedBodyException.class, reader::next);
    }

    @Test
    void shouldFindTheEndOfLabelsOfAnyLength() {
        for (int length : new int[] {1, 100, 125, 126, 127, 128, 300, 20_000}) {
            WriteRequestWriter writer = new WriteRequestWriter();
            writer.beginSeries();
            writer.label("a", "b");
            writer.label("c", "x".repeat(length));
            int end = writer.seriesLength();
            writer.sample(1, 1);
            assertEquals(end, reader.labelsTo(writer.series(), 0, writer.seriesLength()));
            assertEquals(end, reader.labelsTo(writer.series(), 0, end));
            byte[] cut = Arrays.copyOf(writer.series(), end - 1);
            assertThrows(MalformedBodyException.class, () -> reader.labelsTo(cut, 0, cut.length));
        }
    }
}
