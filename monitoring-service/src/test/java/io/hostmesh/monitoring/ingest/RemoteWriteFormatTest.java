package io.hostmesh.monitoring.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.monitoring.series.SeriesDoor.Format;
import org.junit.jupiter.api.Test;

/** What the protocol says of its two headers; anything else is answered with 415. */
class RemoteWriteFormatTest {

    @Test
    void shouldKnowTheFirstVersion() {
        for (String type : new String[] {
            "application/x-protobuf",
            "application/x-protobuf;proto=prometheus.WriteRequest",
            "Application/X-Protobuf; Proto=prometheus.WriteRequest",
            "application/x-protobuf; charset=utf-8",
            "application/x-protobuf;proto=\"prometheus.WriteRequest\""
        }) {
            assertEquals(Format.REMOTE_WRITE_1, RemoteWriteFormat.of(type, "snappy"), type);
        }
        assertEquals(Format.REMOTE_WRITE_1, RemoteWriteFormat.of("application/x-protobuf", null));
        assertEquals(Format.REMOTE_WRITE_1, RemoteWriteFormat.of("application/x-protobuf", "Snappy"));
    }

    @Test
    void shouldKnowTheSecondVersion() {
        assertEquals(
                Format.REMOTE_WRITE_2,
                RemoteWriteFormat.of("application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy"));
    }

    @Test
    void shouldKnowNothingElse() {
        assertNull(RemoteWriteFormat.of(null, "snappy"));
        for (String type : new String[] {
            "",
            "application/json",
            "application/protobuf",
            "application/x-protobufs",
            "application/x-protobuf;proto=io.prometheus.write.v3.Request",
            "application/x-protobuf;proto=PROMETHEUS.WriteRequest",
            "application/x-protobuf;proto="
        }) {
            assertNull(RemoteWriteFormat.of(type, "snappy"), type);
        }
        for (String encoding : new String[] {"gzip", "zstd", "identity", "", "snappy, gzip", "x-snappy-framed"}) {
            assertNull(RemoteWriteFormat.of("application/x-protobuf", encoding), encoding);
        }
    }
}
