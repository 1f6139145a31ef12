package io.hostmesh.monitoring.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SampleBatchCodecTest {

    record Figure(String metric, long takenAt, double value) {}

    @Property(tries = 500)
    void shouldReadBackWhatItWrote(@ForAll("batches") SampleBatch batch) {
        SampleBatch read = SampleBatchCodec.decode(SampleBatchCodec.encode(batch));

        assertEquals(batch.serverId(), read.serverId());
        assertEquals(batch.groupId(), read.groupId());
        assertEquals(batch.accountId(), read.accountId());
        assertEquals(batch.correlationId(), read.correlationId());
        assertEquals(batch.acceptedAt(), read.acceptedAt());
        assertEquals(batch.size(), read.size());
        for (int index = 0; index < batch.size(); index++) {
            assertEquals(batch.metric(batch.metricNumberAt(index)), read.metric(read.metricNumberAt(index)));
            assertEquals(batch.takenAt(index), read.takenAt(index));
            assertEquals(Double.doubleToRawLongBits(batch.value(index)), Double.doubleToRawLongBits(read.value(index)));
        }
        assertArrayEquals(SampleBatchCodec.encode(batch), SampleBatchCodec.encode(read));
    }

    @Property(tries = 200)
    void shouldRefuseEveryTruncation(@ForAll("batches") SampleBatch batch, @ForAll int seed) {
        byte[] whole = SampleBatchCodec.encode(batch);
        byte[] part = Arrays.copyOf(whole, Math.floorMod(seed, whole.length));

        assertThrows(UndecodableBatchException.class, () -> SampleBatchCodec.decode(part));
    }

    @Property(tries = 500)
    void shouldRefuseOrReadArbitraryBytesButNeverFailOtherwise(@ForAll byte[] noise) {
        byte[] bytes = new byte[noise.length + 2];
        bytes[0] = 'H';
        bytes[1] = 1;
        System.arraycopy(noise, 0, bytes, 2, noise.length);
        try {
            SampleBatch read = SampleBatchCodec.decode(bytes);
            assertTrue(read.size() <= bytes.length);
        } catch (UndecodableBatchException refused) {
            assertTrue(String.valueOf(refused.getMessage()).startsWith("expected"));
        }
    }

    @Example
    void shouldKeepThePublishedBytes() {
        SampleBatch batch = new SampleBatch.Builder("srv_1", "grp_1", null, "req_1")
                .add("cpu", 1_000_000, 71.5)
                .add("cpu", 2_000_000, Double.NaN)
                .build(1_000_500);

        assertEquals(
                "4801057372765f31056772705f3100057265715f31e8907a01036370750200e7074051e0000000000000"
                        + "80897a7ff8000000000000",
                HexFormat.of().formatHex(SampleBatchCodec.encode(batch)));
    }

    @Example
    void shouldRefuseAnotherVersion() {
        byte[] bytes = SampleBatchCodec.encode(new SampleBatch.Builder("srv_1", null, null, "req_1").build(0));
        bytes[1] = 2;

        UndecodableBatchException refused =
                assertThrows(UndecodableBatchException.class, () -> SampleBatchCodec.decode(bytes));
        assertEquals("expected version 1 of a sample batch, got 2", refused.getMessage());
    }

    @Provide
    Arbitrary<SampleBatch> batches() {
        Arbitrary<String> ids = Arbitraries.strings().ofMinLength(1).ofMaxLength(40);
        Arbitrary<Figure> figures = Combinators.combine(
                        Arbitraries.of("cpu_utilization_percent", "memory_resident_bytes", "größe", "m"),
                        Arbitraries.longs().between(Long.MIN_VALUE / 4, Long.MAX_VALUE / 4),
                        Arbitraries.longs().map(Double::longBitsToDouble))
                .as(Figure::new);
        return Combinators.combine(
                        ids,
                        ids.injectNull(0.3),
                        ids.injectNull(0.3),
                        ids,
                        Arbitraries.longs().between(0, Long.MAX_VALUE / 4),
                        figures.list().ofMaxSize(60))
                .as(SampleBatchCodecTest::batch);
    }

    private static SampleBatch batch(
            String server, String group, String account, String correlation, long acceptedAt, List<Figure> figures) {
        SampleBatch.Builder builder = new SampleBatch.Builder(server, group, account, correlation);
        figures.forEach(figure -> builder.add(figure.metric(), figure.takenAt(), figure.value()));
        return builder.build(acceptedAt);
    }
}
