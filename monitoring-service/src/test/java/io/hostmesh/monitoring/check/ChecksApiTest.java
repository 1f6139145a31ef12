package io.hostmesh.monitoring.check;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.DiagnosisEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.diagnosis.Programs;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A check of a real server, from its creation to its alert and its end. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class ChecksApiTest {

    @Inject
    Programs programs;

    @Test
    void shouldRunACheckTellItsFailureWithResultsAndItsRecovery() throws IOException {
        AtomicInteger status = new AtomicInteger(503);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        try (Mesh mesh = new Mesh()) {
            String body = """
                {"name":"shop front","type":"http","target":"http://localhost:%d/","intervalSeconds":10,
                 "failAfter":{"count":1,"of":1},"recoverAfter":{"count":1,"of":1}}\
                """.formatted(server.getAddress().getPort());
            String id = caller(mesh.account)
                    .body(body)
                    .post("/v1/checks")
                    .then()
                    .statusCode(201)
                    .body("state", equalTo("unknown"))
                    .body("places", contains("local"))
                    .extract()
                    .path("id");
            Await.until("check fired", () -> !fired(mesh, id).isEmpty());

            Event<AlertEvent.Fired> fired = fired(mesh, id).get(0);
            assertEquals(Kind.CHECK, fired.data().kind());
            assertEquals(mesh.account, fired.accountId());
            AlertEvent.CheckResult result =
                    Objects.requireNonNull(fired.data().results()).get(0);
            assertEquals("expected status 200-299, got 503", result.because());
            assertEquals("local", result.place());
            caller(mesh.account)
                    .get("/v1/alerts/" + fired.data().alertId())
                    .then()
                    .statusCode(200)
                    .body("kind", equalTo("check"))
                    .body("check", equalTo(id))
                    .body("evidence[0].because", equalTo("expected status 200-299, got 503"));
            caller(mesh.account)
                    .get("/v1/checks/" + id + "/results")
                    .then()
                    .statusCode(200)
                    .body("items.verdict", hasItem("failed"));

            status.set(204);
            caller(mesh.account)
                    .body("{\"timeoutSeconds\":5}")
                    .patch("/v1/checks/" + id)
                    .then()
                    .statusCode(200)
                    .body("version", equalTo(2));
            Await.until("passing", () -> caller(mesh.account)
                    .get("/v1/checks/" + id)
                    .path("state")
                    .equals("passing"));
            Await.until(
                    "resolved",
                    () -> mesh.topics
                                    .events(
                                            Topic.ALERTS,
                                            AlertEvent.Resolved.class,
                                            event -> id.equals(
                                                    event.data().scope().checkId()))
                                    .size()
                            == 1);
            caller(mesh.account).delete("/v1/checks/" + id).then().statusCode(204);
            caller(mesh.account).get("/v1/checks").then().body("items", empty());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldNotCountARunThatAChangeOvertook() throws IOException {
        Queue<HttpExchange> asked = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", asked::add);
        server.start();
        try (Mesh mesh = new Mesh()) {
            String id = caller(mesh.account)
                    .body("""
                {"name":"slow","type":"http","target":"http://localhost:%d/","intervalSeconds":3600,
                 "failAfter":{"count":1,"of":1},"recoverAfter":{"count":1,"of":1}}\
                """.formatted(server.getAddress().getPort()))
                    .post("/v1/checks")
                    .path("id");
            HttpExchange before = next(asked);
            caller(mesh.account)
                    .body("{\"name\":\"slow no more\"}")
                    .patch("/v1/checks/" + id)
                    .then()
                    .statusCode(200);
            HttpExchange after = next(asked);
            answer(before, 503);
            answer(after, 204);
            Await.until("passing", () -> caller(mesh.account)
                    .get("/v1/checks/" + id)
                    .path("state")
                    .equals("passing"));
            caller(mesh.account).get("/v1/checks/" + id + "/results").then().body("items.verdict", contains("passed"));
            caller(mesh.account).delete("/v1/checks/" + id).then().statusCode(204);
        } finally {
            server.stop(0);
        }
    }

    private static HttpExchange next(Queue<HttpExchange> asked) {
        return Await.value("a run", () -> Optional.ofNullable(asked.poll()));
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void shouldRefuseWhatCannotBeCheckedAndHideChecksOfOthers() {
        try (Mesh mesh = new Mesh()) {
            caller(mesh.account)
                    .body("{\"type\":\"tcp\",\"target\":\"a\",\"expect\":{\"status\":\"200\"},\"places\":[\"moon\"]}")
                    .post("/v1/checks")
                    .then()
                    .statusCode(400)
                    .body("errors.field", hasItems("name", "target", "expect.status", "places"));
            caller(mesh.account)
                    .body("{\"name\":\"a\",\"type\":\"ping\",\"target\":\"a.example\",\"serverId\":\"srv_other\"}")
                    .post("/v1/checks")
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("serverId"));
            String id = caller(mesh.account)
                    .body("{\"name\":\"a\",\"type\":\"tcp\",\"target\":\"10.0.0.1:22\",\"intervalSeconds\":3600}")
                    .post("/v1/checks")
                    .path("id");
            Await.until("refused", () -> caller(mesh.account)
                    .get("/v1/checks/" + id + "/results")
                    .jsonPath()
                    .getList("items.because")
                    .contains("the host's address is private, local or reserved, and is not called"));
            caller("acc_stranger").get("/v1/checks/" + id).then().statusCode(404);
            caller("acc_stranger").delete("/v1/checks/" + id).then().statusCode(404);
            caller("acc_stranger").get("/v1/checks").then().body("items.id", not(hasItem(id)));
            caller(mesh.account).get("/v1/checks/places").then().body("items", hasItem("local"));
        }
    }

    @Test
    void shouldDiagnoseAServerByItsMetricsAndThePathToIt() {
        try (Mesh mesh = new Mesh()) {
            String server = mesh.createServer();
            Instant now = Instant.now();
            for (int second = 0; second < 4; second++) {
                Instant at = now.minusSeconds(second);
                Await.until("pushed", () -> mesh.push(server, 90, at).statusCode() == 204);
                mesh.push(server, 30, at.minusSeconds(600)).then().statusCode(204);
            }
            Await.until("in the history", () -> points(mesh, server) == 8);

            String id = caller(mesh.account)
                    .body("{\"server\":\"%s\"}".formatted(server))
                    .post("/v1/diagnoses")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("waiting"))
                    .body("host", equalTo("127.0.0.1"))
                    .extract()
                    .path("id");
            JsonPath done = done(mesh, id);

            assertEquals(Mesh.CPU, done.getString("findings.changes[0].metric"));
            assertEquals(30, done.getDouble("findings.changes[0].before"), 0.001);
            assertEquals(90, done.getDouble("findings.changes[0].now"), 0.001);
            assertEquals(List.of(Mesh.CPU), done.getList("findings.series.metric"));
            if (!programs.has("ping") && !programs.has("busybox")) {
                assertTrue(done.getString("findings.notes[0]").contains("neither ping nor busybox is installed"));
            } else {
                assertEquals(2, done.getInt("findings.echoes.received"), done::prettify);
                assertTrue(done.getBoolean("findings.path.reached"), done::prettify);
            }
            caller(mesh.account)
                    .contentType("text/plain")
                    .body(" 1  192.0.2.1  0.5 ms  0.4 ms\n 2  198.51.100.9  80.1 ms  81.2 ms\n")
                    .put("/v1/diagnoses/" + id + "/way-back")
                    .then()
                    .statusCode(200)
                    .body("wayBack.jump.hop", equalTo(2))
                    .body("findings.changes.size()", equalTo(1));
            caller("acc_stranger").get("/v1/diagnoses/" + id).then().statusCode(404);
            caller(mesh.account)
                    .contentType("text/plain")
                    .body("no trace")
                    .put("/v1/diagnoses/" + id + "/way-back")
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("body"));
        }
    }

    @Test
    void shouldDiagnoseThePathOfACheckThatNobodyAnswers() {
        try (Mesh mesh = new Mesh()) {
            String check = caller(mesh.account).body("""
                {"name":"a","type":"tcp","target":"127.0.0.1:1","intervalSeconds":3600,
                 "failAfter":{"count":1,"of":1},"recoverAfter":{"count":1,"of":1}}\
                """).post("/v1/checks").path("id");
            Await.until("diagnosed", () -> caller(mesh.account)
                    .get("/v1/diagnoses?check=" + check)
                    .jsonPath()
                    .getList("items.state")
                    .equals(List.of("done")));
            caller(mesh.account)
                    .get("/v1/diagnoses?check=" + check)
                    .then()
                    .body("items.reason", contains("check-fails"))
                    .body("items.host", contains("127.0.0.1"));
            Event<DiagnosisEvent.Finished> told = mesh.topics.await(
                    Topic.DIAGNOSES,
                    DiagnosisEvent.Finished.class,
                    event -> check.equals(event.data().checkId()));
            assertEquals(DiagnosisEvent.Reason.CHECK_FAILS, told.data().reason());
            Await.until("fired", () -> !fired(mesh, check).isEmpty());
            assertEquals(fired(mesh, check).get(0).correlationId(), told.correlationId());
            assertEquals(mesh.account, told.accountId());
        }
    }

    @Test
    void shouldRefuseWhatCannotBeDiagnosed() {
        String account = "acc_refused";
        caller(account)
                .body("{\"host\":\"10.0.0.1\"}")
                .post("/v1/diagnoses")
                .then()
                .statusCode(422)
                .body("type", endsWith("host-not-allowed"));
        caller(account)
                .body("{\"host\":\"-f\",\"server\":\"srv_1\",\"place\":\"moon\"}")
                .post("/v1/diagnoses")
                .then()
                .statusCode(400)
                .body("errors.field", contains("server", "host", "place"));
        caller(account)
                .body("{\"server\":\"srv_other\"}")
                .post("/v1/diagnoses")
                .then()
                .statusCode(400)
                .body("errors.field", contains("server"));
        caller(account)
                .body("{\"check\":\"chk_other\"}")
                .post("/v1/diagnoses")
                .then()
                .statusCode(400)
                .body("errors.field", contains("check"));
    }

    private static int points(Mesh mesh, String server) {
        Response answer = caller(mesh.account)
                .get("/v1/metrics/query?server=" + server + "&metric=" + Mesh.CPU + "&from="
                        + Instant.now().minusSeconds(800));
        return answer.statusCode() == 200
                ? answer.jsonPath().getInt("series.collect { it.points.size() }.sum() ?: 0")
                : 0;
    }

    private static JsonPath done(Mesh mesh, String id) {
        Await.until("done", () -> caller(mesh.account)
                .get("/v1/diagnoses/" + id)
                .path("state")
                .equals("done"));
        return caller(mesh.account).get("/v1/diagnoses/" + id).jsonPath();
    }

    private static RequestSpecification caller(String account) {
        return given().header("Authorization", TestTokens.account(account)).contentType("application/json");
    }

    private static List<Event<AlertEvent.Fired>> fired(Mesh mesh, String check) {
        return mesh.topics.events(
                Topic.ALERTS,
                AlertEvent.Fired.class,
                event -> check.equals(event.data().scope().checkId()));
    }
}
