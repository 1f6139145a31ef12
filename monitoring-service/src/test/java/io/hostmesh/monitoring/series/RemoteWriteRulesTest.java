package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.series.SeriesDoor.Format;
import io.hostmesh.monitoring.series.SeriesDoor.Sender;
import io.hostmesh.monitoring.series.StoredSamples.Stored;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the specifications of remote write 1.0 and 2.0 ask of a receiver, one rule a test, as far as it is about bodies. */
class RemoteWriteRulesTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Sender KEY = new Sender("acc_1", null, "req_1");
    private static final SeriesLimits LIMITS =
            new SeriesLimits(10_000, 1_000, 30, 100, 200, 60_000, 10_000, 1_000, 100_000, 100_000, "hostmesh_server");

    private final SeriesDoor door = new SeriesDoor(LIMITS, new LabelHash(7));

    private Admission first(byte[] body) {
        return door.admit(KEY, Format.REMOTE_WRITE_1, body, NOW * 1_000);
    }

    private Admission second(byte[] body) {
        return door.admit(KEY, Format.REMOTE_WRITE_2, body, NOW * 1_000);
    }

    private static List<String> stored(Admission admission) {
        List<Stored> stored = new ArrayList<>();
        SeriesRecord record = admission.record();
        if (record != null) {
            StoredSamples.read(Bodies.uncompress(record), stored);
        }
        return stored.stream().map(Stored::text).toList();
    }

    /** A body of 2.0 by hand: its symbols, then its series as they are. */
    private static byte[] second(List<String> symbols, byte[]... series) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        symbols.forEach(symbol -> Bodies.field(body, 4, symbol.getBytes(StandardCharsets.UTF_8)));
        for (byte[] one : series) {
            Bodies.field(body, 5, one);
        }
        return Bodies.compress(body.toByteArray());
    }

    private static byte[] series(byte[] references, byte @Nullable [] sample) {
        ByteArrayOutputStream series = new ByteArrayOutputStream();
        Bodies.field(series, 1, references);
        if (sample != null) {
            Bodies.field(series, 2, sample);
        }
        return series.toByteArray();
    }

    @Test
    void shouldKeepAStaleMarkerBitByBitInWhateverFormItCame() {
        List<String> stale = List.of("a{b=\"1\"} stale");
        assertEquals(stale, stored(first(Bodies.first(NOW, SeriesBatch.STALE, "__name__", "a", "b", "1"))));
        assertEquals(stale, stored(first(Bodies.first(NOW, SeriesBatch.STALE, "b", "1", "__name__", "a"))));
        assertEquals(
                stale,
                stored(second(Bodies.second(NOW, SeriesBatch.STALE, false, List.of("__name__", "a", "b", "1")))));
        assertEquals(List.of("a{} NaN"), stored(first(Bodies.first(NOW, Double.NaN, "__name__", "a"))));
        assertEquals(
                List.of("a{} -Infinity"), stored(first(Bodies.first(NOW, Double.NEGATIVE_INFINITY, "__name__", "a"))));
    }

    @Test
    void shouldTakeARequestAgain() {
        byte[] body = Bodies.first(NOW, 1, "__name__", "a");
        assertEquals(stored(first(body)), stored(first(body)));
        assertEquals(1, door.activeSeries());
    }

    /** Order holds for each series alone, and one that is not in order is no reason to refuse others. */
    @Test
    void shouldTakeSamplesOutOfOrderAndTwice() {
        WriteRequestWriter writer = new WriteRequestWriter();
        Bodies.add(writer, NOW, 1, "__name__", "a");
        Bodies.add(writer, NOW - 1_000, 2, "__name__", "a");
        Bodies.add(writer, NOW, 3, "__name__", "b");
        Bodies.add(writer, NOW, 4, "__name__", "b");
        Admission admission = first(Bodies.compressed(writer));
        assertEquals(Map.of(), admission.refused());
        assertEquals(List.of("a{} 1.0", "a{} 2.0", "b{} 3.0", "b{} 4.0"), stored(admission));
    }

    @Test
    void shouldRefuseALabelThatIsGivenTwiceInAnyOrder() {
        for (String[] labels : new String[][] {
            {"__name__", "a", "b", "1", "b", "1"},
            {"b", "1", "__name__", "a", "b", "2"},
            {"__name__", "a", "b", "1", "__name__", "a"}
        }) {
            Admission admission = first(Bodies.first(NOW, 1, labels));
            assertEquals(Map.of(Refusal.LABEL_NAME_TWICE, 1), admission.refused());
            assertNull(admission.record());
        }
        assertEquals(
                Map.of(Refusal.LABEL_NAME_TWICE, 1),
                second(Bodies.second(NOW, 1, false, List.of("__name__", "a", "b", "1", "b", "2")))
                        .refused());
    }

    @Test
    void shouldRefuseEmptyNamesAndLeaveEmptyValuesOut() {
        assertEquals(
                Map.of(Refusal.NO_TEXT, 1),
                first(Bodies.first(NOW, 1, "", "x", "__name__", "a")).refused());
        assertEquals(
                Map.of(Refusal.NO_METRIC_NAME, 1),
                first(Bodies.first(NOW, 1, "__name__", "", "b", "1")).refused());
        assertEquals(
                Map.of(Refusal.NO_METRIC_NAME, 1), first(Bodies.first(NOW, 1)).refused());
        assertEquals(List.of("a{} 1.0"), stored(first(Bodies.first(NOW, 1, "__name__", "a", "b", ""))));
    }

    @Test
    void shouldTakeNamesAndValuesInAnyScript() {
        assertEquals(
                List.of("größe{город=\"Köln 🌍\"} 1.0"),
                stored(first(Bodies.first(NOW, 1, "__name__", "größe", "город", "Köln 🌍"))));
    }

    @Test
    void shouldTakeBodiesWithoutSamples() {
        assertNull(first(Bodies.compress(new byte[0])).record());
        assertNull(first(Bodies.compress(new byte[] {3 << 3 | Wire.BYTES, 2, 1 << 3, 1}))
                .record());
        assertNull(second(second(List.of(""))).record());
        Admission metadata = second(second(List.of("", "__name__", "a"), series(new byte[] {1, 2}, null)));
        assertEquals(0, metadata.accepted());
        assertEquals(Map.of(), metadata.refused());
    }

    @Test
    void shouldStepOverFieldsThatItDoesNotKnow() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(Bodies.uncompressed(Bodies.first(NOW, 1, "__name__", "a")));
        Bodies.field(body, 15, new byte[] {1, 2, 3});
        assertEquals(List.of("a{} 1.0"), stored(first(Bodies.compress(body.toByteArray()))));
    }

    @Test
    void shouldRefuseReferencesToNoSymbol() {
        byte[] sample = new byte[] {2 << 3, 1};
        for (byte[] references : new byte[][] {{1, 3}, {1}, {1, 2, 1}, {1, (byte) 0x80}, {(byte) 0xFF, 0x7F, 1}}) {
            byte[] body = second(List.of("", "__name__", "a"), series(references, sample));
            assertThrows(MalformedBodyException.class, () -> second(body), () -> java.util.Arrays.toString(references));
        }
        byte[] firstNotEmpty = second(List.of("__name__", "a"), series(new byte[] {0, 1}, sample));
        assertThrows(MalformedBodyException.class, () -> second(firstNotEmpty));
    }

    @Test
    void shouldNotReadTheOneVersionAsTheOther() {
        byte[] ofFirst = Bodies.first(NOW, 1, "__name__", "a");
        byte[] ofSecond = Bodies.second(NOW, 1, false, List.of("__name__", "a"));
        assertEquals(0, second(ofFirst).accepted());
        assertEquals(0, first(ofSecond).accepted());
    }

    @Test
    void shouldRefuseBytesThatAreNotOneBlockOfSnappy() {
        byte[] good = Bodies.first(NOW, 1, "__name__", "a");
        byte[] framed = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 3);
        for (byte[] body : new byte[][] {{}, Bodies.uncompressed(good), framed, cut}) {
            assertThrows(MalformedBodyException.class, () -> first(body));
        }
    }

    @Test
    void shouldTellABodyThatIsTooLargeFromOneThatIsNone() {
        byte[] body = Bodies.compress(new byte[10_001]);
        TooLargeBodyException tooLarge = assertThrows(TooLargeBodyException.class, () -> first(body));
        assertTrue(String.valueOf(tooLarge.getMessage()).contains("10000"), tooLarge::toString);
    }

    /** The others of a body are kept, and a sender of 2.0 is told how many. */
    @Test
    void shouldCountWhatIsWrittenOfABodyThatIsRefusedInPart() {
        WriteRequestWriter writer = new WriteRequestWriter();
        Bodies.add(writer, NOW, 1, "__name__", "a");
        Bodies.add(writer, NOW, 1, "job", "b");
        Bodies.add(writer, NOW - 70_000, 1, "__name__", "c");
        Admission admission = first(Bodies.compressed(writer));
        assertEquals(1, admission.accepted());
        assertEquals(Map.of(Refusal.NO_METRIC_NAME, 1, Refusal.TOO_OLD, 1), admission.refused());
        assertEquals(400, admission.problem().status());
        assertTrue(String.valueOf(admission.problem().detail()).startsWith("1 samples are kept"), admission::toString);
    }

    @Test
    void shouldCountHistogramsThatAreNotTaken() {
        Admission admission = second(Bodies.second(NOW, 1, true, List.of("__name__", "a")));
        assertEquals(1, admission.accepted());
        assertEquals(Map.of(Refusal.HISTOGRAM, 1), admission.refused());
    }
}
