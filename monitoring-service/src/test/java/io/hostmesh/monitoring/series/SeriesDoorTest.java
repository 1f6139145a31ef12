package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.series.SeriesDoor.Format;
import io.hostmesh.monitoring.series.SeriesDoor.Sender;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeriesDoorTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Sender KEY = new Sender("acc_1", null, "req_1");
    private static final SeriesLimits LIMITS =
            new SeriesLimits(1_000_000, 5, 4, 20, 40, 60_000, 10_000, 3, 100, 200, "hostmesh_server");

    private final SeriesDoor door = new SeriesDoor(LIMITS, new LabelHash(7));

    private Admission admit(byte[] body) {
        return door.admit(KEY, Format.REMOTE_WRITE_1, body, NOW * 1_000);
    }

    @Test
    void shouldPassAGoodBodyOnAsItCame() {
        byte[] body = Bodies.first(NOW, 1, "__name__", "up", "job", "web");
        Admission admission = admit(body);
        assertEquals(Map.of(), admission.refused());
        SeriesRecord stored = Objects.requireNonNull(admission.record());
        assertSame(body, stored.bytes());
        SeriesRecord read = SeriesRecord.decode(stored.encode());
        assertEquals("acc_1", read.accountId());
        assertNull(read.serverId());
        assertEquals("req_1", read.correlationId());
        assertEquals(NOW * 1_000, read.acceptedAt());
        assertEquals(1, read.samples());
        assertArrayEquals(Bodies.uncompress(stored), Bodies.uncompress(read));
    }

    @Test
    void shouldKeepTheGoodSeriesOfABodyAndCountTheOthers() {
        WriteRequestWriter writer = new WriteRequestWriter();
        Bodies.add(writer, NOW, 1, "__name__", "a");
        Bodies.add(writer, NOW - 70_000, 2, "__name__", "a", "old", "1");
        Bodies.add(writer, NOW + 20_000, 2, "__name__", "a", "new", "1");
        Bodies.add(writer, NOW, 2, "job", "web");
        Bodies.add(writer, NOW, 2, "__name__", "a", "job", "x".repeat(41));
        Bodies.add(writer, NOW, 2, "__name__", "a", "n".repeat(21), "x");
        Bodies.add(writer, NOW, 2, "__name__", "a", "b", "1", "c", "1", "d", "1", "e", "1");
        Bodies.add(writer, NOW, 2, "__name__", "a", "b", "1", "b", "2");
        Bodies.add(writer, NOW, 3, "__name__", "b");
        Admission admission = admit(Bodies.compressed(writer));

        assertEquals(2, admission.accepted());
        assertEquals(
                Map.of(
                        Refusal.TOO_OLD, 1,
                        Refusal.TOO_NEW, 1,
                        Refusal.NO_METRIC_NAME, 1,
                        Refusal.LABEL_VALUE_TOO_LONG, 1,
                        Refusal.LABEL_NAME_TOO_LONG, 1,
                        Refusal.TOO_MANY_LABELS, 1,
                        Refusal.LABEL_NAME_TWICE, 1),
                admission.refused());
        assertEquals("a{old=\"1\"}", admission.example());
        WriteRequestWriter expected = new WriteRequestWriter();
        Bodies.add(expected, NOW, 1, "__name__", "a");
        Bodies.add(expected, NOW, 3, "__name__", "b");
        assertArrayEquals(
                Bodies.uncompress(Objects.requireNonNull(admission.record())),
                java.util.Arrays.copyOf(expected.bytes(), expected.length()));
    }

    @Test
    void shouldKeepTheGoodSamplesOfASeries() {
        WriteRequestWriter writer = new WriteRequestWriter();
        writer.beginSeries();
        writer.label("__name__", "a");
        writer.sample(NOW - 70_000, 1);
        writer.sample(NOW, 2);
        writer.endSeries();
        Admission admission = admit(Bodies.compressed(writer));
        assertEquals(1, admission.accepted());
        assertEquals(Map.of(Refusal.TOO_OLD, 1), admission.refused());
        assertArrayEquals(
                Bodies.uncompress(Objects.requireNonNull(
                        admit(Bodies.first(NOW, 2, "__name__", "a")).record())),
                Bodies.uncompress(Objects.requireNonNull(admission.record())));
    }

    @Test
    void shouldGiveTheSameLabelsTheSameBytesInWhateverOrderTheyCame() {
        byte[] usual = Bodies.uncompress(Objects.requireNonNull(
                admit(Bodies.first(NOW, 1, "__name__", "a", "b", "1", "c", "2")).record()));
        Admission unsorted = admit(Bodies.first(NOW, 1, "c", "2", "empty", "", "__name__", "a", "b", "1"));
        assertEquals(Map.of(), unsorted.refused());
        assertArrayEquals(usual, Bodies.uncompress(Objects.requireNonNull(unsorted.record())));
        assertEquals(1, door.activeSeries());
    }

    @Test
    void shouldTranslateTheSecondVersion() {
        byte[] usual = Bodies.uncompress(Objects.requireNonNull(
                admit(Bodies.first(NOW, 1.5, "__name__", "a", "job", "a")).record()));
        Admission second = door.admit(
                KEY,
                Format.REMOTE_WRITE_2,
                Bodies.second(NOW, 1.5, false, List.of("__name__", "a", "job", "a")),
                NOW * 1_000);
        assertEquals(1, second.accepted());
        assertArrayEquals(usual, Bodies.uncompress(Objects.requireNonNull(second.record())));

        Admission histogram = door.admit(
                KEY, Format.REMOTE_WRITE_2, Bodies.second(NOW, 1.5, true, List.of("__name__", "a")), NOW * 1_000);
        assertEquals(1, histogram.accepted());
        assertEquals(Map.of(Refusal.HISTOGRAM, 1), histogram.refused());
    }

    @Test
    void shouldTakeOrdinaryNaNAndInfinitiesAndTheEndOfASeries() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, SeriesBatch.STALE, 0, -0.0}) {
            assertEquals(1, admit(Bodies.first(NOW, value, "__name__", "a")).accepted());
        }
    }

    @Test
    void shouldTakeABodyWithMetadataOnly() {
        Admission admission = admit(Bodies.compress(new byte[] {3 << 3 | 2, 2, 1 << 3, 1}));
        assertNull(admission.record());
        assertEquals(Map.of(), admission.refused());
    }

    @Test
    void shouldLetTheSameSeriesInAtTheBoundAndOthersOnceThoseAreIdle() {
        for (String series : List.of("a", "b", "c")) {
            assertEquals(1, admit(Bodies.first(NOW, 1, "__name__", series)).accepted());
        }
        assertEquals(
                Map.of(Refusal.TOO_MANY_SERIES, 1),
                admit(Bodies.first(NOW, 1, "__name__", "d")).refused());
        door.turn();
        assertEquals(0, admit(Bodies.first(NOW, 1, "__name__", "d")).accepted());
        assertEquals(1, admit(Bodies.first(NOW, 1, "__name__", "c")).accepted());
        door.turn();
        assertEquals(1, admit(Bodies.first(NOW, 1, "__name__", "d")).accepted());
        assertEquals(2, door.activeSeries());
    }

    @Test
    void shouldTakeNoMoreSamplesThanABodyMayHaveAndMakeAFastSenderWait() {
        WriteRequestWriter writer = new WriteRequestWriter();
        writer.beginSeries();
        writer.label("__name__", "a");
        for (int second = 0; second < 7; second++) {
            writer.sample(NOW - second, second);
        }
        writer.endSeries();
        Admission admission = admit(Bodies.compressed(writer));
        assertEquals(5, admission.accepted());
        assertEquals(Map.of(Refusal.TOO_MANY_SAMPLES, 2), admission.refused());
        for (int body = 0; body < 39; body++) {
            assertEquals(0, door.waitMillis("acc_1", NOW));
            admit(Bodies.compressed(writer));
        }
        assertEquals(10, door.waitMillis("acc_1", NOW));
        assertEquals(0, door.waitMillis("acc_2", NOW));
        assertEquals(0, door.waitMillis("acc_1", NOW + 10));
    }

    @Test
    void shouldLetAServersTokenNameThatServerOnly() {
        Sender server = new Sender("acc_1", "srv_1", "req_1");
        byte[] own = Bodies.first(NOW, 1, "__name__", "a", "hostmesh_server", "srv_1");
        byte[] other = Bodies.first(NOW, 1, "__name__", "a", "hostmesh_server", "srv_2");
        assertEquals(1, admit(other).accepted());
        assertEquals(
                Map.of(Refusal.ANOTHER_SERVER, 1),
                door.admit(server, Format.REMOTE_WRITE_1, other, NOW * 1_000).refused());
        assertEquals(
                1, door.admit(server, Format.REMOTE_WRITE_1, own, NOW * 1_000).accepted());
    }

    @Test
    void shouldRefuseABodyThatClaimsToBeLargerThanAllowedBeforeMakingRoomForIt() {
        byte[] claim = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 0};
        assertThrows(MalformedBodyException.class, () -> admit(claim));
    }

    @Test
    void shouldTakeBatchesOfOtherSendersByTheSameRules() {
        SeriesBatch batch = new SeriesBatch.Builder("acc_1", null, "req_1")
                .add(Bodies.labels("__name__", "a", "b", "1"), NOW, 1)
                .add(Bodies.labels("__name__", "a", "b", "1"), NOW + 1, 2)
                .add(Bodies.labels("b", "1"), NOW, 2)
                .build();
        Admission admission = door.admit(batch, NOW * 1_000);
        assertEquals(3, batch.size());
        assertEquals(2, admission.accepted());
        assertEquals(Map.of(Refusal.NO_METRIC_NAME, 1), admission.refused());
        assertNotNull(admission.record());
    }

    @Property
    void shouldSurviveArbitraryBytes(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean second) {
        Format format = second ? Format.REMOTE_WRITE_2 : Format.REMOTE_WRITE_1;
        survive(format, bytes);
        survive(format, Bodies.compress(bytes));
    }

    @Property
    void shouldSurviveDamagedBodies(@ForAll int at, @ForAll byte with, @ForAll boolean second) {
        byte[] good = second
                ? Bodies.second(NOW, 1, true, List.of("__name__", "a", "job", "b"))
                : Bodies.first(NOW, 1, "__name__", "a", "job", "b");
        byte[] bytes = uncompressed(good);
        bytes[Math.floorMod(at, bytes.length)] = with;
        survive(second ? Format.REMOTE_WRITE_2 : Format.REMOTE_WRITE_1, Bodies.compress(bytes));
    }

    private static byte[] uncompressed(byte[] body) {
        return Bodies.uncompress(new SeriesRecord("acc_1", null, "req_1", 0, 0, body, 0, body.length));
    }

    /** Taken or refused; and what is taken can be taken again as it is. */
    private static void survive(Format format, byte[] body) {
        SeriesDoor fresh = new SeriesDoor(LIMITS, new LabelHash(7));
        try {
            Admission admission = fresh.admit(KEY, format, body, NOW * 1_000);
            SeriesRecord stored = admission.record();
            if (stored != null) {
                byte[] again = java.util.Arrays.copyOfRange(stored.bytes(), stored.bodyFrom(), stored.bodyTo());
                Admission second = fresh.admit(KEY, Format.REMOTE_WRITE_1, again, NOW * 1_000);
                assertEquals(admission.accepted(), second.accepted());
                assertEquals(Map.of(), second.refused());
                assertSame(again, Objects.requireNonNull(second.record()).bytes());
            }
        } catch (MalformedBodyException expected) {
            assertTrue(String.valueOf(expected.getMessage()).startsWith("expected"), expected::toString);
        }
    }
}
