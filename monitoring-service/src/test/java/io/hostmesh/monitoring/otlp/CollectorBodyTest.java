package io.hostmesh.monitoring.otlp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.monitoring.ingest.Unpacking;
import io.hostmesh.monitoring.series.SeriesBatch;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * A body of the shape in which the OpenTelemetry Collector's {@code otlphttp} exporter sends what its {@code hostmetrics} receiver and
 * an application gave it: made by hand after OTLP's specification, not recorded. As JSON, and as protobuf with gzip, which is how the
 * Collector sends unless told otherwise.
 */
class CollectorBodyTest {

    private static final String CPU = "instance=\"01\", job=\"otelcol\", otel_scope_name=\"hostmetrics/cpu\","
            + " otel_scope_version=\"1.0\", state=";

    private static final List<String> EXPECTED = List.of(
            "system_cpu_time_seconds_total{cpu=\"cpu0\", " + CPU + "\"user\"} 12.5",
            "system_cpu_time_seconds_total{cpu=\"cpu0\", " + CPU + "\"idle\"} stale",
            "system_memory_usage_bytes{instance=\"01\", job=\"otelcol\", otel_scope_name=\"hostmetrics/memory\","
                    + " otel_scope_version=\"1.0\", state=\"used\"} 4096.0",
            "target_info{instance=\"01\", job=\"otelcol\", os_type=\"linux\"} 1.0",
            "http_server_request_duration_seconds_bucket{job=\"shop\", le=\"0.1\"} 1.0",
            "http_server_request_duration_seconds_bucket{job=\"shop\", le=\"0.5\"} 3.0",
            "http_server_request_duration_seconds_bucket{job=\"shop\", le=\"+Inf\"} 3.0",
            "http_server_request_duration_seconds_count{job=\"shop\"} 3.0",
            "http_server_request_duration_seconds_sum{job=\"shop\"} 0.9");

    @Test
    void shouldReadItAsJson() throws IOException {
        assertEquals(EXPECTED, samples(OtlpFormat.JSON.read(body())));
    }

    @Test
    void shouldReadItAsProtobufWithGzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(OtlpFormat.JSON.read(body()).toByteArray());
        }
        byte[] sent = Unpacking.unpack(packed.toByteArray(), "gzip", 1_000_000);
        assertEquals(EXPECTED, samples(OtlpFormat.PROTOBUF.read(sent)));
    }

    private static byte[] body() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                CollectorBodyTest.class.getResourceAsStream("/made/collector-shape.json"), "expected the body")) {
            return file.readAllBytes();
        }
    }

    private static List<String> samples(ExportMetricsServiceRequest request) {
        List<String> samples = new ArrayList<>();
        OtlpRefusals refusals = new OtlpRefusals();
        new OtlpTranslation(
                        (series, at, value) -> samples.add(
                                series + " " + (SeriesBatch.isStale(value) ? "stale" : String.valueOf(value))),
                        refusals)
                .translate(request);
        assertEquals(0, refusals.points());
        return samples;
    }
}
