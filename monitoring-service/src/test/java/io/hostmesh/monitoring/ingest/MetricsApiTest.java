package io.hostmesh.monitoring.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.monitoring.series.StoredSamples;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may push, ask and look, and what they get. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class MetricsApiTest {

    private static final String STRANGER = TestTokens.account("acc_stranger");

    @SuppressWarnings("NullAway.Init")
    private Mesh mesh;

    @BeforeEach
    void connect() {
        mesh = new Mesh();
        mesh.createGroup(60, 1);
    }

    @AfterEach
    void disconnect() {
        mesh.close();
    }

    @Test
    void shouldRefuseCallersWithoutAnIdentity() {
        given().contentType("application/json")
                .body(Mesh.body(1, Instant.now()))
                .post("/v1/metrics")
                .then()
                .statusCode(401);
        given().get("/v1/alerts").then().statusCode(401);
    }

    @Test
    void shouldNameTheWrongFieldsOfAPush() {
        given().header("Authorization", TestTokens.server("srv_1", mesh.account, null))
                .contentType("application/json")
                .body("{\"samples\":[{\"metric\":\"a b\",\"value\":true}]}")
                .post("/v1/metrics")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.field", contains("samples[0].metric", "samples[0].value", "samples[0].timestamp"));
        given().header("Authorization", TestTokens.server("srv_1", mesh.account, null))
                .contentType("application/json")
                .body("samples")
                .post("/v1/metrics")
                .then()
                .statusCode(400)
                .body("type", equalTo("https://hostmesh.io/problems/malformed-json"));
    }

    @Test
    void shouldLetAServerPushForItselfOnly() {
        given().header("Authorization", TestTokens.server("srv_1", mesh.account, null))
                .contentType("application/json")
                .body("{\"server\":\"srv_2\",\"samples\":[{\"metric\":\"a\",\"value\":1,\"timestamp\":\""
                        + Instant.now() + "\"}]}")
                .post("/v1/metrics")
                .then()
                .statusCode(403);
    }

    @Test
    void shouldLetAKeyPushForServersOfItsAccountOnly() {
        String server = mesh.createServer();
        String body = "{\"server\":\"" + server + "\",\"samples\":[{\"metric\":\"a\",\"value\":1,\"timestamp\":\""
                + Instant.now() + "\"}]}";
        Await.until("own server", () -> pushAs(TestTokens.account(mesh.account), body) == 204);
        assertEquals(404, pushAs(STRANGER, body));
    }

    @Test
    void shouldTakeSeriesOfAnAccountByTheirLabels() {
        String sample = "{\"metric\":\"orders_open\",\"labels\":{\"shop\":\"%s\"},\"value\":3,\"timestamp\":\""
                + Instant.now() + "\"}";
        String own = TestTokens.account(mesh.account);
        assertEquals(204, pushAs(own, "{\"samples\":[" + sample.formatted("berlin") + "]}"));
        assertEquals(204, pushAs(own, Mesh.body(7, Instant.now())));
        assertEquals(
                204,
                pushAs(
                        TestTokens.server("srv_1", mesh.account, null),
                        "{\"samples\":[" + sample.formatted("paris") + "]}"));
        String tooLong = "{\"samples\":[" + sample.formatted("x".repeat(2_049)) + "," + sample.formatted("rome") + "]}";
        assertEquals(400, pushAs(own, tooLong));
        assertEquals(400, pushAs(own, "{\"server\":\"srv_1\",\"samples\":[" + sample.formatted("bonn") + "]}"));
        assertEquals(400, pushAs(TestTokens.admin(), Mesh.body(7, Instant.now())));
        List<String> stored = StoredSamples.of(mesh.topics, mesh.account).stream()
                .map(StoredSamples.Stored::text)
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "cpu_utilization_percent{} 7.0",
                        "orders_open{shop=\"berlin\"} 3.0",
                        "orders_open{shop=\"paris\"} 3.0",
                        "orders_open{shop=\"rome\"} 3.0"),
                stored);
    }

    @Test
    void shouldTakeRemoteWriteAsItsSendersExpect() {
        long now = System.currentTimeMillis();
        byte[] good = Bodies.first(now, 1, "__name__", "up", "job", "web");
        assertEquals(204, mesh.write("application/x-protobuf", good).statusCode());
        assertEquals(
                204,
                mesh.write("application/x-protobuf;proto=prometheus.WriteRequest", good)
                        .statusCode());
        mesh.write("application/x-protobuf", Bodies.first(now, 1, "job", "web"))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("https://hostmesh.io/problems/samples-refused"));
        mesh.write("application/x-protobuf", new byte[] {1, 2, 3})
                .then()
                .statusCode(400)
                .body("type", equalTo("https://hostmesh.io/problems/malformed-body"));
        assertEquals(
                415,
                mesh.write("application/x-protobuf;proto=else.Request", good).statusCode());
        assertEquals(415, mesh.write("text/plain", good).statusCode());
        mesh.write("application/x-protobuf", new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0})
                .then()
                .statusCode(413)
                .body("type", equalTo("https://hostmesh.io/problems/body-too-large"));
        assertEquals(
                204,
                mesh.write("application/x-protobuf", Bodies.hardToCompress(now, 8_000_000))
                        .statusCode());
        assertEquals(
                204,
                mesh.write("application/x-protobuf", Bodies.compress(new byte[] {3 << 3 | 2, 2, 1 << 3, 1}))
                        .statusCode(),
                "metadata alone");

        String second = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
        mesh.write(second, Bodies.second(now, 1, false, List.of("__name__", "up", "job", "web")))
                .then()
                .statusCode(204)
                .header("X-Prometheus-Remote-Write-Samples-Written", "1")
                .header("X-Prometheus-Remote-Write-Histograms-Written", "0")
                .header("X-Prometheus-Remote-Write-Exemplars-Written", "0");
        mesh.write(second, Bodies.second(now, 1, true, List.of("__name__", "up", "job", "web")))
                .then()
                .statusCode(400)
                .header("X-Prometheus-Remote-Write-Samples-Written", "1");
        mesh.write(second, Bodies.second(now, 1, true, List.of("job", "web")))
                .then()
                .statusCode(400)
                .header("X-Prometheus-Remote-Write-Samples-Written", "0")
                .header("X-Prometheus-Remote-Write-Histograms-Written", "0")
                .header("X-Prometheus-Remote-Write-Exemplars-Written", "0");
    }

    @Test
    void shouldAnswerQueriesForSeriesOfTheAccount() {
        long now = System.currentTimeMillis();
        for (int minute = 5; minute >= 0; minute--) {
            byte[] body =
                    Bodies.first(now - minute * 60_000L, 100 - 10 * minute, "__name__", "requests_total", "job", "api");
            mesh.write("application/x-protobuf", body).then().statusCode(204);
        }
        Await.until(
                "minutes",
                () -> series("requests_total", "job=api").jsonPath().getList("series.points[0]") != null
                        && series("requests_total", "job=api")
                                        .jsonPath()
                                        .getList("series[0].points")
                                        .size()
                                == 5);
        Response found = series("requests_total", "job=~\"a.*\"");
        assertEquals(
                Map.of("__name__", "requests_total", "job", "api"),
                found.jsonPath().getMap("series[0].labels"));
        assertEquals(60, found.jsonPath().getDouble("stepSeconds"));
        assertEquals(List.of(50f, 60f, 70f, 80f, 90f), found.jsonPath().getList("series[0].points.value"));
        takesALateSampleOnce(now - 180_000);
        series("requests_total", "job=web").then().body("series", hasSize(0));
        series("requests_total", "job=~(").then().statusCode(400).body("errors.field", contains("match[0]"));
    }

    /** Another one of a minute that was over, and had one of 70. */
    private void takesALateSampleOnce(long other) {
        long late = other - other % 60_000 + (other % 60_000 == 0 ? 1 : 0);
        byte[] body = Bodies.first(late, 1_000, "__name__", "requests_total", "job", "api");
        byte[] repeated = Bodies.first(other - 60_000, 60, "__name__", "requests_total", "job", "api");
        for (byte[] sent : List.of(body, body, repeated)) {
            mesh.write("application/x-protobuf", sent).then().statusCode(204);
        }
        Await.until("the late sample", () -> List.of(1f, 1f, 2f, 1f, 1f)
                .equals(values("requests_total", "job=api", "count")));
        assertEquals(List.of(50f, 60f, 535f, 80f, 90f), values("requests_total", "job=api", "p50"));
        assertEquals(
                List.of(0f),
                query("requests_total", "job=api", "p50").jsonPath().getList("series.error"));
    }

    private List<Float> values(String metric, String match, String aggregation) {
        return query(metric, match, aggregation).jsonPath().getList("series[0].points.value");
    }

    private Response series(String metric, String match) {
        return query(metric, match, "mean");
    }

    private Response query(String metric, String match, String aggregation) {
        return given().header("Authorization", TestTokens.account(mesh.account))
                .queryParam("aggregation", aggregation)
                .queryParam("match", match)
                .queryParam("metric", metric)
                .queryParam("from", Instant.now().minusSeconds(600).toString())
                .get("/v1/metrics/query");
    }

    private static int pushAs(String token, String body) {
        return given().header("Authorization", token)
                .contentType("application/json")
                .body(body)
                .post("/v1/metrics")
                .statusCode();
    }

    @Test
    void shouldShowAlertsToTheirAccountOnly() {
        String server = mesh.createServer();
        mesh.push(server, 99);
        Await.until("fired", () -> !mesh.fired(Kind.OVERLOAD).isEmpty());
        String alert = mesh.fired(Kind.OVERLOAD).get(0).data().alertId();
        String own = TestTokens.account(mesh.account);

        given().header("Authorization", own)
                .queryParam("state", "firing")
                .queryParam("kind", "overload")
                .queryParam("group", mesh.group)
                .get("/v1/alerts")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(alert))
                .body("items[0].kind", equalTo("overload"))
                .body("items[0].measurement.measured", equalTo(1));
        given().header("Authorization", STRANGER)
                .get("/v1/alerts")
                .then()
                .body("items.findAll { it.location == null }", hasSize(0));
        given().header("Authorization", STRANGER)
                .get("/v1/alerts/" + alert)
                .then()
                .statusCode(404);
        given().header("Authorization", own)
                .queryParam("state", "burning")
                .get("/v1/alerts")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("state"));
        given().header("Authorization", TestTokens.server(server, mesh.account, mesh.group))
                .get("/v1/alerts")
                .then()
                .statusCode(403);
    }

    @Test
    void shouldAnswerQueriesForServersAndGroups() {
        String server = mesh.createServer();
        Instant begin = Instant.now().minusSeconds(40);
        for (int second = 0; second < 30; second++) {
            mesh.push(server, second, begin.plusSeconds(second));
        }
        Await.until(
                "raw samples",
                () -> query("server", server, begin, null).jsonPath().getList("series[0].points") != null
                        && query("server", server, begin, null)
                                        .jsonPath()
                                        .getList("series[0].points")
                                        .size()
                                == 30);

        Await.until(
                "the group is known",
                () -> query("group", mesh.group, begin, null).statusCode() == 200);
        Response means = query("group", mesh.group, begin, "10");
        assertEquals(10, means.jsonPath().getDouble("stepSeconds"));
        assertEquals(server, means.jsonPath().getString("series[0].server"));
        assertEquals(3, means.jsonPath().getList("series[0].points").size());
        assertEquals(14.5, means.jsonPath().getDouble("series[0].points[1].value"));
        Response rates = query("group", mesh.group, begin, "10", "aggregation", "rate", "across", "sum");
        assertNull(rates.jsonPath().getString("series[0].server"));
        assertEquals("rate", rates.jsonPath().getString("aggregation"));
        assertEquals(List.of(1f, 1f, 1f), rates.jsonPath().getList("series[0].points.value"));
        Response medians = query("server", server, begin, "10", "aggregation", "p50");
        assertEquals(List.of(4.5f, 14.5f, 24.5f), medians.jsonPath().getList("series[0].points.value"));
        query("server", server, begin.minusSeconds(200_000), "0.1").then().body("stepSeconds", equalTo(60f));
        given().header("Authorization", STRANGER)
                .queryParam("server", server)
                .queryParam("metric", Mesh.CPU)
                .get("/v1/metrics/query")
                .then()
                .statusCode(404);
        given().header("Authorization", TestTokens.account(mesh.account))
                .queryParam("step", "soon")
                .get("/v1/metrics/query")
                .then()
                .statusCode(400)
                .body("errors.field", contains("server", "metric", "step"));
    }

    @Test
    void shouldKeepSilencesToTheirAccountAndNameWhatIsWrongWithThem() {
        String own = TestTokens.account(mesh.account);
        given().header("Authorization", own)
                .contentType("application/json")
                .body("{\"matchers\":[\"server\",\"kind=~\\\"(\\\"\"],\"startsAt\":\"soon\",\"comment\":\" \"}")
                .post("/v1/silences")
                .then()
                .statusCode(400)
                .body("errors.field", contains("matchers[0]", "matchers[1]", "startsAt", "endsAt", "comment"));
        Instant end = Instant.now().plusSeconds(600);
        String body = "{\"matchers\":[\"server=srv_1\"],\"endsAt\":\"" + end + "\",\"comment\":\"new disks\"}";
        Response created = given().header("Authorization", own)
                .header("Idempotency-Key", mesh.account)
                .contentType("application/json")
                .body(body)
                .post("/v1/silences");
        String id = created.path("id");
        assertEquals("/v1/silences/" + id, created.header("Location"));
        assertEquals("active", created.path("state"));
        String again = given().header("Authorization", own)
                .header("Idempotency-Key", mesh.account)
                .contentType("application/json")
                .body(body)
                .post("/v1/silences")
                .path("id");
        assertEquals(id, again);

        given().header("Authorization", STRANGER)
                .get("/v1/silences/" + id)
                .then()
                .statusCode(404);
        given().header("Authorization", STRANGER)
                .delete("/v1/silences/" + id)
                .then()
                .statusCode(404);
        given().header("Authorization", own)
                .contentType("application/json")
                .header("If-Match", "\"7\"")
                .body("{\"comment\":\"older disks\"}")
                .patch("/v1/silences/" + id)
                .then()
                .statusCode(412);
        given().header("Authorization", own)
                .contentType("application/json")
                .header("If-Match", "\"0\"")
                .body("{\"comment\":\"older disks\",\"endsAt\":\"" + end.plusSeconds(60) + "\"}")
                .patch("/v1/silences/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("comment", equalTo("older disks"))
                .body("matchers", contains("server=\"srv_1\""));
        given().header("Authorization", own)
                .queryParam("state", "active")
                .get("/v1/silences")
                .then()
                .body("items.id", contains(id));
        given().header("Authorization", own)
                .delete("/v1/silences/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("expired"));
        given().header("Authorization", own)
                .contentType("application/json")
                .body("{\"comment\":\"no disks\"}")
                .patch("/v1/silences/" + id)
                .then()
                .statusCode(409);
    }

    private Response query(
            String of, String id, Instant from, @org.jspecify.annotations.Nullable String step, String... more) {
        return given().header("Authorization", TestTokens.account(mesh.account))
                .queryParam(of, id)
                .queryParam("metric", Mesh.CPU)
                .queryParam("from", from.toString())
                .queryParam("to", from.plusSeconds(60).toString())
                .queryParams(step == null ? Map.of() : Map.of("step", step))
                .queryParams(more.length == 0 ? Map.of() : Map.of(more[0], more[1]))
                .queryParams(more.length < 4 ? Map.of() : Map.of(more[2], more[3]))
                .get("/v1/metrics/query");
    }
}
