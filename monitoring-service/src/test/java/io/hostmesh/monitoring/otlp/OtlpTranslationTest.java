package io.hostmesh.monitoring.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bodies are written in OTLP's JSON, which is the same message as the protobuf. */
class OtlpTranslationTest {

    private final List<String> samples = new ArrayList<>();
    private final OtlpRefusals refusals = new OtlpRefusals();

    /** Reads the metrics once as JSON and once as protobuf, which must be the same. */
    private List<String> translate(String resource, String metrics) {
        String body = """
            {"resourceMetrics":[{"resource":{"attributes":[%s]},"scopeMetrics":[{"metrics":[%s],"futureField":[1]}]}]}\
            """.formatted(resource, metrics);
        ExportMetricsServiceRequest request = OtlpFormat.JSON.read(body.getBytes(UTF_8));
        assertEquals(request, OtlpFormat.PROTOBUF.read(request.toByteArray()));
        new OtlpTranslation((series, at, value) -> samples.add(series + " " + text(value) + " @" + at), refusals)
                .translate(request);
        return samples;
    }

    private static String text(double value) {
        if (io.hostmesh.monitoring.series.SeriesBatch.isStale(value)) {
            return "stale";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String attribute(String key, String value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
    }

    @Test
    void shouldReadGaugesWithTheirResource() {
        List<String> read = translate(
                attribute("service.name", "shop") + "," + attribute("service.namespace", "eu") + ","
                        + attribute("service.instance.id", "i-1") + "," + attribute("host.name", "web-1"),
                """
                {"name":"system.cpu.utilization","unit":"1","gauge":{"dataPoints":[
                  {"timeUnixNano":"1700000000123456789","asDouble":0.25,"attributes":[
                    {"key":"cpu","value":{"intValue":"3"}},{"key":"hot","value":{"boolValue":true}},
                    {"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":1}]}}},
                    {"key":"a.b","value":{"stringValue":"x"}},{"key":"a-b","value":{"stringValue":"y"}}],
                   "exemplars":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","asInt":1}]}]}}\
                """);
        assertEquals(
                List.of(
                        "system_cpu_utilization_ratio{a_b=\"y;x\", cpu=\"3\", hot=\"true\", instance=\"i-1\","
                                + " job=\"eu/shop\", tags=\"[\\\"a\\\",1]\"} 0.25 @1700000000123",
                        "target_info{host_name=\"web-1\", instance=\"i-1\", job=\"eu/shop\"} 1 @1700000000123"),
                read);
        assertEquals(0, refusals.points());
    }

    @Test
    void shouldTellTotalsFromIncreases() {
        String points = "\"dataPoints\":[{\"timeUnixNano\":\"1000000000\",\"asInt\":\"7\"}]";
        translate("", """
            {"name":"a","sum":{"aggregationTemporality":2,"isMonotonic":true,%1$s}},
            {"name":"b","sum":{"aggregationTemporality":2,%1$s}},
            {"name":"c","sum":{"aggregationTemporality":1,"isMonotonic":true,%1$s}},
            {"name":"d","sum":{%1$s}}\
            """.formatted(points));
        assertEquals(List.of("a_total{} 7 @1000", "b{} 7 @1000", "c{__temporality__=\"delta\"} 7 @1000"), samples);
        assertEquals(1, refusals.points());
        assertTrue(refusals.message().contains("metric 'd' must be delta or cumulative"), refusals.message());
    }

    @Test
    void shouldAddUpTheBucketsOfAHistogram() {
        translate("", """
            {"name":"lat","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[
              {"timeUnixNano":"1000000000","count":"6","sum":3.5,"bucketCounts":["1","2","3"],"explicitBounds":[0.1,1]},
              {"timeUnixNano":"1000000000","count":"6","bucketCounts":["1","2"],"explicitBounds":[0.1,1]},
              {"timeUnixNano":"1000000000","count":"6","bucketCounts":["1","2","3"],"explicitBounds":[1,1]}]}}\
            """);
        assertEquals(
                List.of(
                        "lat_seconds_bucket{le=\"0.1\"} 1 @1000",
                        "lat_seconds_bucket{le=\"1\"} 3 @1000",
                        "lat_seconds_bucket{le=\"+Inf\"} 6 @1000",
                        "lat_seconds_count{} 6 @1000",
                        "lat_seconds_sum{} 3.5 @1000"),
                samples);
        assertEquals(2, refusals.points());
    }

    @Test
    void shouldGiveAnExponentialHistogramExplicitBuckets() {
        translate("", """
            {"name":"e","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[
              {"timeUnixNano":"1000000000","count":"10","sum":12,"scale":0,"zeroCount":"1",
               "positive":{"offset":-1,"bucketCounts":["2","3"]},"negative":{"offset":1,"bucketCounts":["4"]}}]}}\
            """);
        assertEquals(
                List.of(
                        "e_bucket{le=\"-2\"} 4 @1000",
                        "e_bucket{le=\"0\"} 5 @1000",
                        "e_bucket{le=\"1\"} 7 @1000",
                        "e_bucket{le=\"2\"} 10 @1000",
                        "e_bucket{le=\"+Inf\"} 10 @1000",
                        "e_count{} 10 @1000",
                        "e_sum{} 12 @1000"),
                samples);
    }

    @Test
    void shouldMergeTheBucketsOfAFineScale() {
        String counts =
                java.util.stream.IntStream.range(0, 160).mapToObj(i -> "\"1\"").collect(Collectors.joining(","));
        translate("", """
            {"name":"e","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[
              {"timeUnixNano":"1000000000","count":"160","scale":5,"positive":{"offset":0,"bucketCounts":[%s]}}]}}\
            """.formatted(counts));
        List<String> buckets =
                samples.stream().filter(sample -> sample.contains("_bucket")).toList();
        // 160 buckets of 32 to a doubling cover five doublings, with four buckets each.
        assertEquals(20 + 1, buckets.size());
        assertEquals("e_bucket{le=\"2\"} 32 @1000", buckets.get(3));
        assertEquals("e_bucket{le=\"32\"} 160 @1000", buckets.get(19));
    }

    @Test
    void shouldReadSummaries() {
        translate("", """
            {"name":"s","summary":{"dataPoints":[{"timeUnixNano":"1000000000","count":"4","sum":10,
              "quantileValues":[{"quantile":0.5,"value":2},{"quantile":0.99,"value":"NaN"}]}]}}\
            """);
        assertEquals(
                List.of(
                        "s{quantile=\"0.5\"} 2 @1000",
                        "s{quantile=\"0.99\"} NaN @1000",
                        "s_sum{} 10 @1000",
                        "s_count{} 4 @1000"),
                samples);
    }

    @Test
    void shouldEndSeriesWhereNothingWasRecorded() {
        translate("", """
            {"name":"g","gauge":{"dataPoints":[{"timeUnixNano":"1000000000","flags":1}]}},
            {"name":"h","histogram":{"aggregationTemporality":2,"dataPoints":[
              {"timeUnixNano":"1000000000","flags":1,"explicitBounds":[5]}]}}\
            """);
        assertEquals(
                List.of(
                        "g{} stale @1000",
                        "h_bucket{le=\"5\"} stale @1000",
                        "h_bucket{le=\"+Inf\"} stale @1000",
                        "h_count{} stale @1000",
                        "h_sum{} stale @1000"),
                samples);
    }

    @Test
    void shouldKeepNumbersAtTheEdges() {
        translate("", """
            {"name":"g","gauge":{"dataPoints":[
              {"timeUnixNano":"1000000000","asDouble":"NaN"},{"timeUnixNano":"1000000000","asDouble":"-Infinity"},
              {"timeUnixNano":"1000000000","asInt":"9223372036854775807"},{"timeUnixNano":"1000000000"},
              {"timeUnixNano":"18446744073709551615","asInt":"1"}]}},
            {"name":"h","histogram":{"aggregationTemporality":2,"dataPoints":[
              {"timeUnixNano":"1000000000","count":"18446744073709551615"}]}}\
            """);
        assertEquals(
                List.of(
                        "g{} NaN @1000",
                        "g{} -Infinity @1000",
                        "g{} 9.223372036854776E18 @1000",
                        "h_bucket{le=\"+Inf\"} 1.8446744073709552E19 @1000",
                        "h_count{} 1.8446744073709552E19 @1000"),
                samples);
        assertEquals(2, refusals.points());
    }

    @Test
    void shouldNotTakeASendersNumberForAStaleMarker() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        request.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("g")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(1)
                .setAsDouble(io.hostmesh.monitoring.series.SeriesBatch.STALE);
        new OtlpTranslation((series, at, value) -> samples.add(text(value)), refusals).translate(request.build());
        assertEquals(List.of("NaN"), samples);
    }

    @Test
    void shouldRefuseWhatIsNoExport() {
        for (String body : List.of("", "[]", "{\"resourceMetrics\":[null]}", "{\"resourceMetrics\":{\"a\":1}}", "{]")) {
            assertThrows(MalformedOtlpException.class, () -> OtlpFormat.JSON.read(body.getBytes(UTF_8)), body);
        }
        assertThrows(MalformedOtlpException.class, () -> OtlpFormat.PROTOBUF.read(new byte[] {10, 99, 1}));
        String deep = "{\"arrayValue\":{\"values\":[".repeat(3_000);
        assertThrows(
                MalformedOtlpException.class,
                () -> OtlpFormat.JSON.read(
                        ("{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"value\":" + deep).getBytes(UTF_8)));
        assertFalse(OtlpFormat.of("text/plain") == OtlpFormat.JSON);
    }
}
