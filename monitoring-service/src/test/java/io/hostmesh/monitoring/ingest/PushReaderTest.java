package io.hostmesh.monitoring.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:10Z");

    record Limits(
            int maximumSamples,
            int maximumMetricLength,
            Duration maximumFuture,
            Duration maximumPast,
            int maximumRequestsInFlight,
            Duration acknowledgedWithin,
            int maximumRecordBytes)
            implements PushLimits {}

    private final PushReader reader = new PushReader(
            new Limits(3, 30, Duration.ofSeconds(30), Duration.ofMinutes(15), 1, Duration.ofSeconds(1), 1_000), NOW);

    @Test
    void shouldReadSamples() throws IOException {
        assertEquals(List.of(), read("""
            {"samples":[
              {"metric":"cpu","value":71.5,"timestamp":"2026-11-22T00:00:00.123Z"},
              {"timestamp":"2026-11-22T01:00:00+01:00","value":3,"metric":"mem"}],"server":"srv_1"}\
            """));
        assertEquals("srv_1", reader.server);
        assertEquals(2, reader.size);
        assertEquals("cpu", reader.metrics[0]);
        assertEquals(71.5, reader.values[0]);
        assertEquals(1795305600123000L, reader.takenAt[0]);
        assertEquals(1795305600000000L, reader.takenAt[1]);
    }

    @Test
    void shouldNameEveryFieldThatIsWrong() throws IOException {
        List<FieldError> errors = read("""
            {"samples":[
              {"metric":"","value":"many","timestamp":"noon"},
              {"metric":"2x","value":1e999,"timestamp":"2026-11-22T00:01:00Z","unit":"s"},
              {"value":1,"timestamp":"2026-11-21T00:00:00Z"}],
             "colour":{"a":[1]}}\
            """);

        assertEquals(
                List.of(
                        "samples[0].metric",
                        "samples[0].value",
                        "samples[0].timestamp",
                        "samples[1].metric",
                        "samples[1].value",
                        "samples[1].timestamp",
                        "samples[1].unit",
                        "samples[2].timestamp",
                        "samples[2].metric",
                        "colour"),
                errors.stream().map(FieldError::field).toList());
        assertEquals("must be at most 30 s in the future", errors.get(5).message());
        assertEquals("must be at most 900 s old", errors.get(7).message());
    }

    @Test
    void shouldReadLabels() throws IOException {
        String time = "\"timestamp\":\"2026-11-22T00:00:00Z\"";
        assertEquals(List.of(), read("""
            {"samples":[{"metric":"a","value":1,%1$s},
              {"metric":"a","labels":{"shop":"berlin","empty":""},"value":2,%1$s}]}\
            """.formatted(time)));
        assertEquals("a{}", reader.seriesOf(0).toString());
        assertEquals("a{shop=\"berlin\"}", reader.seriesOf(1).toString());
    }

    @Test
    void shouldNameLabelsThatAreWrong() throws IOException {
        String sample = "{\"metric\":\"a\",\"value\":1,\"timestamp\":\"2026-11-22T00:00:00Z\",\"labels\":";
        List<FieldError> errors = read("{\"samples\":[" + sample + "[1]}," + sample + "{\"b\":1,\"c\":{\"d\":1}}},"
                + sample + "{\"e\":\"1\",\"e\":\"2\",\"__name__\":\"x\",\"2\":\"x\"}}]}");
        assertEquals(
                List.of(
                        "samples[0].labels",
                        "samples[1].labels.b",
                        "samples[1].labels.c",
                        "samples[2].labels.e",
                        "samples[2].labels",
                        "samples[2].labels"),
                errors.stream().map(FieldError::field).toList());
    }

    @Test
    void shouldRefuseTooManyNoneAndOtherShapes() throws IOException {
        String sample = "{\"metric\":\"cpu\",\"value\":1,\"timestamp\":\"2026-11-22T00:00:00Z\"}";
        assertEquals(
                List.of(new FieldError("samples", "must hold at most 3 samples, got 4")),
                read("{\"samples\":[" + String.join(",", sample, sample, sample, sample) + "]}"));
    }

    @Test
    void shouldRefuseAnEmptyList() throws IOException {
        assertEquals(List.of(new FieldError("samples", "must hold at least one sample")), read("{\"samples\":[]}"));
    }

    @Test
    void shouldRefuseAnObjectWithoutSamples() throws IOException {
        assertEquals(List.of(new FieldError("samples", "must be given")), read("{}"));
    }

    @Test
    void shouldRefuseAnotherValueThanAnObject() throws IOException {
        assertEquals(List.of(new FieldError("", "must be an object with samples")), read("[]"));
    }

    @Test
    void shouldFailForBytesThatAreNoJson() {
        assertThrows(IOException.class, () -> read("{\"samples\":[{\"metric\":"));
        assertThrows(IOException.class, () -> read("{\"samples\":["));
        assertThrows(IOException.class, () -> read("{]"));
    }

    private List<FieldError> read(String body) throws IOException {
        return reader.read(body.getBytes(UTF_8));
    }
}
