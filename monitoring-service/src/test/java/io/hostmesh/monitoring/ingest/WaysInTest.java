package io.hostmesh.monitoring.ingest;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpServer;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.series.StoredSamples;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways in besides the own JSON and remote write: what senders get for an answer, and what is in the log then. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class WaysInTest {

    private static final String PROTOBUF = "application/x-protobuf";

    @SuppressWarnings("NullAway.Init")
    private Mesh mesh;

    @BeforeEach
    void connect() {
        mesh = new Mesh();
    }

    @AfterEach
    void disconnect() {
        mesh.close();
    }

    @Test
    void shouldTakeOtlpInBothEncodings() throws IOException {
        byte[] good = export(System.currentTimeMillis(), "good").toByteArray();
        Response all = otlp(PROTOBUF, "gzip", gzip(good));
        assertEquals(200, all.statusCode());
        assertEquals(PROTOBUF, all.contentType());
        assertFalse(ExportMetricsServiceResponse.parseFrom(all.asByteArray()).hasPartialSuccess());

        String some = """
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[
              {"name":"temp","unit":"Cel","gauge":{"dataPoints":[{"timeUnixNano":"%1$d000000","asDouble":21.5},
                 {"timeUnixNano":"1000000000","asDouble":1},{"asDouble":2}]}}]}]}]}\
            """.formatted(System.currentTimeMillis());
        otlp("application/json; charset=utf-8", null, some.getBytes(UTF_8))
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("partialSuccess.rejectedDataPoints", equalTo("2"))
                .body("partialSuccess.errorMessage", containsString("metric 'temp' has a point without a time"))
                .body("partialSuccess.errorMessage", containsString("too old"));
        List<String> stored = StoredSamples.of(mesh.topics, mesh.account).stream()
                .map(StoredSamples.Stored::text)
                .sorted()
                .toList();
        assertEquals(List.of("good{job=\"shop\"} 7.0", "temp_celsius{} 21.5"), stored);
    }

    private static ExportMetricsServiceRequest export(long atMillis, String name)
            throws InvalidProtocolBufferException {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        com.google.protobuf.util.JsonFormat.parser().merge("""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
             "scopeMetrics":[{"metrics":[{"name":"%s","gauge":{"dataPoints":[
               {"timeUnixNano":"%d000000","asInt":"7"}]}}]}]}]}\
            """.formatted(name, atMillis), request);
        return request.build();
    }

    @Test
    void shouldRefuseOtlpInTheEncodingOfTheRequest() throws IOException {
        otlp("application/json", null, "{\"resourceMetrics\":7}".getBytes(UTF_8))
                .then()
                .statusCode(400)
                .contentType("application/json")
                .body("code", equalTo(3))
                .body("message", containsString("ExportMetricsServiceRequest"));
        Response malformed = otlp(PROTOBUF, null, new byte[] {10, 99});
        assertEquals(400, malformed.statusCode());
        assertEquals(PROTOBUF, malformed.contentType());
        assertTrue(malformed.asString().contains("ExportMetricsServiceRequest"), malformed.asString());
        assertEquals(400, otlp(PROTOBUF, "gzip", new byte[] {1, 2}).statusCode());
        assertEquals(415, otlp(PROTOBUF, "zstd", new byte[0]).statusCode());
        assertEquals(
                413, otlp(PROTOBUF, "gzip", gzip(new byte[17 * 1024 * 1024])).statusCode());
        assertEquals(415, otlp("text/plain", null, new byte[0]).statusCode());
        assertEquals(200, otlp(PROTOBUF, null, new byte[0]).statusCode());
    }

    private Response otlp(String contentType, @Nullable String encoding, byte[] body) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(PROTOBUF, ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", TestTokens.account(mesh.account))
                .headers(encoding == null ? java.util.Map.of() : java.util.Map.of("Content-Encoding", encoding))
                .contentType(contentType)
                .body(body)
                .post("/v1/metrics/otlp/v1/metrics");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void shouldScrapeATargetUntilItIsDeleted() throws IOException {
        AtomicReference<String> exposed = new AtomicReference<>("a 1\nb{c=\"d\"} 2\n");
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/metrics", exchange -> {
            byte[] body = String.valueOf(exposed.get()).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        target.start();
        try {
            int port = target.getAddress().getPort();
            String labels = "instance=\"127.0.0.1:" + port + "\", job=\"web\", zone=\"z1\"}";
            String location = asOwner()
                    .contentType("application/json")
                    .body("""
                        {"url":"http://127.0.0.1:%d/metrics","job":"web","labels":{"zone":"z1"},"intervalSeconds":1}\
                        """.formatted(port))
                    .post("/v1/scrape-targets")
                    .then()
                    .statusCode(201)
                    .extract()
                    .header("Location");
            Await.until(
                    "first scrape",
                    () -> stored("up{" + labels + " 1.0")
                            && stored("a{" + labels + " 1.0")
                            && stored("b{c=\"d\", " + labels + " 2.0")
                            && stored("scrape_samples_scraped{" + labels + " 2.0"));
            Await.until("what came of it", () -> Integer.valueOf(2)
                    .equals(asOwner().get(location).jsonPath().<Integer>get("lastScrape.samples")));
            asOwner().get(location).then().body("lastScrape.up", equalTo(true));
            given().header("Authorization", TestTokens.account("acc_stranger"))
                    .get(location)
                    .then()
                    .statusCode(404);

            exposed.set("b{c=\"d\"} 3\n");
            Await.until("a is gone", () -> stored("a{" + labels + " stale"));
            assertFalse(stored("b{c=\"d\", " + labels + " stale"));
            exposed.set("b{ 3\n");
            Await.until("down", () -> stored("up{" + labels + " 0.0"));
            assertTrue(stored("b{c=\"d\", " + labels + " stale"));
            exposed.set("b 4\n");
            Await.until("up again", () -> stored("b{" + labels + " 4.0"));

            asOwner().delete(location).then().statusCode(204);
            asOwner().get(location).then().statusCode(404);
            Await.until("ended", () -> stored("b{" + labels + " stale") && stored("up{" + labels + " stale"));
        } finally {
            target.stop(0);
        }
    }

    @Test
    void shouldNameTheWrongFieldsOfATarget() {
        asOwner()
                .contentType("application/json")
                .body("""
                    {"url":"ftp://example.com","intervalSeconds":0,"timeoutSeconds":5,"labels":{"job":"x","__a":"y"}}\
                    """)
                .post("/v1/scrape-targets")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder(
                                "url", "job", "intervalSeconds", "timeoutSeconds", "labels.job", "labels.__a"));
        asOwner()
                .contentType("application/json")
                .body("{\"url\":\"http://example.com\",\"job\":\"a\",\"server\":\"srv_of_another\"}")
                .post("/v1/scrape-targets")
                .then()
                .statusCode(400)
                .body("errors.field", contains("server"));
    }

    private io.restassured.specification.RequestSpecification asOwner() {
        return given().header("Authorization", TestTokens.account(mesh.account));
    }

    private boolean stored(String text) {
        return StoredSamples.of(mesh.topics, mesh.account).stream()
                .anyMatch(sample -> sample.text().equals(text));
    }
}
