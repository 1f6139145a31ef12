package io.hostmesh.monitoring;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.ProblemType;
import io.hostmesh.monitoring.diagnosis.NoPrograms;
import io.hostmesh.monitoring.diagnosis.Programs;
import io.hostmesh.monitoring.refusal.Refusal;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.DocumentedApi;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Every problem is documented, and is as its documentation says. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class ProblemsTest {

    /** A body is sent when the service has asked for it. */
    private static final RestAssuredConfig ASKING_FIRST = RestAssuredConfig.config()
            .httpClient(HttpClientConfig.httpClientConfig().setParam("http.protocol.expect-continue", true));

    private static final String CHECK =
            "{\"name\":\"a\",\"type\":\"tcp\",\"target\":\"127.0.0.1:1\",\"enabled\":false}";
    private static final String TARGET = "{\"url\":\"http://web-1.example.com:9100/metrics\",\"job\":\"%s\"}";
    private static final String RULE =
            "{\"name\":\"a\",\"condition\":{\"type\":\"absence\",\"metric\":\"m\",\"afterSeconds\":60}}";
    private static final String DIAGNOSE_HOST = "{\"host\":\"%s\"}";

    private final Mesh mesh = new Mesh();
    private final Map<String, Response> answers = new TreeMap<>();

    @Inject
    DataSource database;

    @Inject
    Programs programs;

    @Inject
    Vertx vertx;

    @Test
    void shouldDocumentEveryProblemAndAnswerWithItAsDocumented() throws SQLException {
        DocumentedApi document = DocumentedApi.read(Set.of(), Set.of());
        Set<String> known = new TreeSet<>();
        for (ProblemType type : CommonProblem.values()) {
            known.add(type.id());
        }
        for (Refusal type : Refusal.values()) {
            known.add(type.id());
        }
        known.remove(CommonProblem.ADMINISTRATORS_ONLY.id()); // There is nothing here that only they may do.
        assertEquals(known, document.problems().keySet());

        try (mesh) {
            provokeCommonProblems();
            provokeRefusalsOfBodies();
            provokeRefusalsOfQueries();
            provokeRefusalsOfAlertsAndRules();
            provokeRefusalsOfChecks();
            provokeRefusalsOfDiagnoses();
        }
        // What is left for the framework; no request is known that it refuses so.
        known.remove(CommonProblem.BAD_REQUEST.id());
        // Only of an outage: OutageTest compares it.
        known.remove(CommonProblem.UNAVAILABLE.id());
        assertEquals(known, answers.keySet());
        answers.forEach(document::requireProblem);
    }

    private void provokeCommonProblems() throws SQLException {
        answered(CommonProblem.UNAUTHORIZED, given().get("/v1/alerts"));
        answered(CommonProblem.INVALID_REQUEST, own().body("{}").post("/v1/checks"));
        answered(CommonProblem.MALFORMED_JSON, own().body("{").post("/v1/checks"));
        answered(
                CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                own().contentType("text/csv").body("a,b").post("/v1/checks"));
        answered(CommonProblem.URI_TOO_LONG, own().get("/v1/checks?name=" + "x".repeat(8_192)));
        answered(
                CommonProblem.HEADERS_TOO_LARGE,
                own().header("X-Padding", "x".repeat(20_480)).get("/v1/checks"));
        answered(
                CommonProblem.BODY_TOO_LARGE,
                own().config(ASKING_FIRST).body("x".repeat((10 << 20) + 1)).post("/v1/checks"));
        answered(CommonProblem.NOT_FOUND, own().get("/v1/checks/chk_none"));
        answered(CommonProblem.METHOD_NOT_ALLOWED, own().delete("/v1/checks"));
        answered(CommonProblem.NOT_ACCEPTABLE, own().accept("text/csv").get("/v1/checks"));
        answered(
                CommonProblem.ACCOUNT_REQUIRED,
                given().header("Authorization", TestTokens.admin())
                        .contentType("application/json")
                        .body("{}")
                        .post("/v1/checks"));
        answered(
                CommonProblem.NOT_FOR_SERVERS,
                given().header("Authorization", TestTokens.server("srv_1", mesh.account, null))
                        .get("/v1/alerts"));
        String id = own().header("Idempotency-Key", mesh.account)
                .body(CHECK)
                .post("/v1/checks")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        answered(
                CommonProblem.IDEMPOTENCY_KEY_REUSED,
                own().header("Idempotency-Key", mesh.account)
                        .body(CHECK.replace("\"a\"", "\"b\""))
                        .post("/v1/checks"));
        answered(
                CommonProblem.PRECONDITION_FAILED,
                own().header("If-Match", "\"9\"").delete("/v1/checks/" + id));
        execute("update check_row set definition = 'broken' where id = '" + id + "'");
        answered(CommonProblem.INTERNAL_ERROR, own().get("/v1/checks/" + id));
        execute("delete from check_row where id = '" + id + "'");
    }

    private void provokeRefusalsOfBodies() {
        byte[] nameless = Bodies.first(System.currentTimeMillis(), 1, "job", "web");
        byte[] large = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0};
        answered(Refusal.SAMPLES_REFUSED, mesh.write("application/x-protobuf", nameless));
        answered(Refusal.MALFORMED_BODY, mesh.write("application/x-protobuf", new byte[] {1, 2, 3}));
        answered(Refusal.BODY_TOO_LARGE, mesh.write("application/x-protobuf", large));
    }

    private void provokeRefusalsOfQueries() throws SQLException {
        String server = knownServer();
        execute("insert into sample (server_id, metric, at, value, accepted_at) select '" + server
                + "', 'dense', now() - n * interval '10 ms', 1, now() from generate_series(1, 11001) n");
        answered(Refusal.TOO_MANY_POINTS, own().get("/v1/metrics/query?metric=dense&server=" + server));
        execute("insert into metric_series (id, account_id, metric, labels, seen_at)"
                + " select gen_random_uuid(), '" + mesh.account
                + "', 'wide', jsonb_build_object('__name__', 'wide', 'job', 'web', 'n', n::text), now()"
                + " from generate_series(1, 1001) n");
        answered(
                Refusal.TOO_MANY_SERIES,
                own().queryParam("match", "job=web")
                        .queryParam("metric", "wide")
                        .get("/v1/metrics/query"));
        execute("delete from metric_series where account_id = '" + mesh.account + "'");
    }

    private void provokeRefusalsOfAlertsAndRules() throws SQLException {
        execute("insert into received_alert (id, account_id, starts_at, firing, ended_by_sender, until, version)"
                + " select '" + mesh.account + "/' || n, '" + mesh.account
                + "', now(), true, false, now() + interval '1 day', 1 from generate_series(1, 5000) n");
        answered(
                Refusal.TOO_MANY_ALERTS,
                own().body("[{\"labels\":{\"alertname\":\"one more\"}}]").post("/v1/alertmanager/api/v2/alerts"));
        execute("delete from received_alert where account_id = '" + mesh.account + "'");

        String silence = "{\"matchers\":[\"server=srv_1\"],\"comment\":\"new disks\",\"endsAt\":\""
                + Instant.now().plusSeconds(600) + "\"}";
        String id = own().body(silence).post("/v1/silences").path("id");
        own().delete("/v1/silences/" + id).then().statusCode(200);
        answered(Refusal.SILENCE_EXPIRED, own().body("{\"comment\":\"none\"}").patch("/v1/silences/" + id));
        execute(
                "insert into silence (id, account_id, matchers, starts_at, ends_at, comment, author, created_at, version)"
                        + " select 'sil_' || n || '" + mesh.account + "', '" + mesh.account
                        + "', '[\"server=srv_1\"]', now() + interval '1 day', now() + interval '2 days', 'test', 'test', now(), 0"
                        + " from generate_series(1, 1000) n");
        answered(Refusal.TOO_MANY_SILENCES, own().body(silence).post("/v1/silences"));
        execute("delete from silence where account_id = '" + mesh.account + "'");

        String builtIn = own().get("/v1/rules").path("items.find { it.builtIn }.id");
        answered(Refusal.BUILT_IN_RULE, own().delete("/v1/rules/" + builtIn));
        execute(
                "insert into account_rule (id, account_id, definition, enabled, deleted, created_at, changed_at, version)"
                        + " select 'rul_' || n || '" + mesh.account + "', '" + mesh.account + "', '" + RULE
                        + "', false, false, now(), now() - interval '1 day', 1 from generate_series(1, 200) n");
        answered(Refusal.TOO_MANY_RULES, own().body(RULE).post("/v1/rules"));
        execute("delete from account_rule where account_id = '" + mesh.account + "'");
    }

    private void provokeRefusalsOfChecks() throws SQLException {
        execute("insert into check_row (id, account_id, name, definition, state, state_since, created_at, version)"
                + " select 'chk_' || n || '" + mesh.account + "', '" + mesh.account
                + "', 'a', '{}', 'UNKNOWN', now(), now(), 1 from generate_series(1, 100) n");
        answered(Refusal.TOO_MANY_CHECKS, own().body(CHECK).post("/v1/checks"));
        execute("delete from check_row where account_id = '" + mesh.account + "'");
        execute("insert into scrape_target (id, account_id, job, url, labels, interval_seconds, timeout_seconds,"
                + " honour_timestamps, ending, next_at, last_samples, last_millis, created_at, version)"
                + " select 'scr_' || n || '" + mesh.account + "', '" + mesh.account
                + "', 'a', 'http://web-1.example.com/', '{}', 15, 10, true, false, now() + interval '1 day', 0, 0, now(), 1"
                + " from generate_series(1, 100) n");
        answered(
                Refusal.TOO_MANY_SCRAPE_TARGETS,
                own().body(TARGET.formatted("more")).post("/v1/scrape-targets"));
        execute("delete from scrape_target where account_id = '" + mesh.account + "'");
    }

    private void provokeRefusalsOfDiagnoses() throws SQLException {
        answered(
                Refusal.HOST_NOT_ALLOWED,
                own().body(DIAGNOSE_HOST.formatted("10.0.0.1")).post("/v1/diagnoses"));
        execute("insert into diagnosis (id, account_id, host, place, reason, state, attempts, created_at)"
                + " select 'dia_' || n || '" + mesh.account + "', '" + mesh.account
                + "', '192.0.2.1', 'nowhere', 'ASKED_FOR', 'WAITING', 0, now() from generate_series(1, 5) n");
        answered(
                Refusal.TOO_MANY_DIAGNOSES,
                own().body("{\"server\":\"" + knownServer() + "\"}").post("/v1/diagnoses"));
        execute("delete from diagnosis where account_id = '" + mesh.account + "'");
        QuarkusMock.installMockForInstance(new NoPrograms(vertx), programs);
        answered(
                Refusal.PATHS_NOT_AVAILABLE,
                own().body(DIAGNOSE_HOST.formatted("127.0.0.1")).post("/v1/diagnoses"));
    }

    private String knownServer() {
        String server = mesh.createServer();
        Await.until("the server is known", () -> mesh.isKnown(server));
        return server;
    }

    private void answered(ProblemType type, Response answer) {
        answers.put(type.id(), answer);
    }

    private RequestSpecification own() {
        return given().header("Authorization", TestTokens.account(mesh.account)).contentType("application/json");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
