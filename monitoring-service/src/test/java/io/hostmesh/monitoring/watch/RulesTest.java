package io.hostmesh.monitoring.watch;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.rule.RecollectionCodec;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules are made over HTTP, and judge what servers push. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class RulesTest {

    private static final String HOT = """
        {"name":"Hot","severity":"critical","labels":{"team":"web"},"forSeconds":%d,
         "condition":{"type":"threshold","metric":"cpu_utilization_percent","comparison":"above","fire":80,"clear":70}}
        """;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    JudgeThread judge;

    @Inject
    JudgeSnapshots snapshots;

    @Inject
    Pool pool;

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

    private RequestSpecification customer() {
        return given().header("Authorization", TestTokens.account(mesh.account)).contentType("application/json");
    }

    private String create(String body) {
        return customer()
                .body(body)
                .post("/v1/rules")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    @Test
    void shouldKeepRulesAndGuardTheirVersions() {
        String id = create(HOT.formatted(0));
        customer()
                .get("/v1/rules/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("forSeconds", equalTo(0));
        customer()
                .header("If-Match", "\"7\"")
                .body("{\"forSeconds\":30}")
                .patch("/v1/rules/" + id)
                .then()
                .statusCode(412);
        customer()
                .header("If-Match", "\"1\"")
                .body("{\"forSeconds\":30}")
                .patch("/v1/rules/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("forSeconds", equalTo(30))
                .body("condition.fire", equalTo(80.0f));
        customer().get("/v1/rules").then().statusCode(200).body("items.id", hasItems(id, "rul_cpu-warning"));
        customer().delete("/v1/rules/" + id).then().statusCode(204);
        customer().get("/v1/rules/" + id).then().statusCode(404);
        given().header("Authorization", TestTokens.account("acc_stranger"))
                .get("/v1/rules/" + create(HOT.formatted(0)))
                .then()
                .statusCode(404);
    }

    @Test
    void shouldNameEveryWrongFieldAndLeaveBuiltInRulesAlone() {
        customer()
                .body("""
                    {"name":"","forSeconds":-1,"condition":{"type":"rate","metric":"a b","comparison":"above","fire":1,
                     "clear":2,"matchers":[{"label":"a","comparison":"=~","value":"("}],"afterSeconds":3}}
                    """)
                .post("/v1/rules")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder(
                                "name",
                                "forSeconds",
                                "condition.metric",
                                "condition.clear",
                                "condition.windowSeconds",
                                "condition.matchers[0].value",
                                "condition.afterSeconds"));
        customer()
                .body("{\"name\":\"mine\"}")
                .patch("/v1/rules/rul_cpu-warning")
                .then()
                .statusCode(409);
        customer().delete("/v1/rules/rul_cpu-warning").then().statusCode(409);
        customer()
                .body("{\"enabled\":false}")
                .patch("/v1/rules/rul_cpu-warning")
                .then()
                .statusCode(200)
                .body("enabled", equalTo(false));
        customer().get("/v1/rules/rul_cpu-warning").then().body("enabled", equalTo(false));
    }

    @Test
    void shouldFireAndResolveARuleOnceAcrossATakeover() throws InterruptedException {
        String server = mesh.createServer();
        String rule = create(HOT.formatted(0));
        Await.until("fired", () -> {
            mesh.push(server, 90);
            return !mesh.fired(Kind.RULE).isEmpty();
        });
        Event<AlertEvent.Fired> fired = mesh.fired(Kind.RULE).get(0);
        AlertEvent.Rule itsRule = Objects.requireNonNull(fired.data().rule());
        assertEquals(rule, itsRule.id());
        assertEquals(AlertEvent.Severity.CRITICAL, itsRule.severity());
        assertEquals(server, fired.data().scope().serverId());
        assertEquals(90, fired.data().evidence().get(0).points().get(0).value());

        Await.until("what is known is kept", () -> isKept(rule, server));
        judge.stop();
        mesh.push(server, 91);
        judge.start();
        mesh.push(server, 75);
        mesh.push(server, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.RULE).isEmpty());
        assertEquals(1, mesh.fired(Kind.RULE).size());
        assertEquals(
                fired.data().alertId(), mesh.resolved(Kind.RULE).get(0).data().alertId());
        customer()
                .get("/v1/alerts/" + fired.data().alertId())
                .then()
                .body("rule.name", equalTo("Hot"))
                .body("history.transition", equalTo(List.of("fired", "resolved")));
    }

    @Test
    void shouldJudgeSeriesThatCameByRemoteWriteOnceAcrossATakeover() throws InterruptedException {
        String server = mesh.createServer();
        create(HOT.formatted(0));
        Await.until("fired", () -> {
            write(server, 90);
            return !mesh.fired(Kind.RULE).isEmpty();
        });
        assertEquals(server, mesh.fired(Kind.RULE).get(0).data().scope().serverId());

        judge.stop();
        write(server, 91);
        makeUnreadable();
        judge.start();
        write(server, 75);
        write(server, 60);
        Await.until("resolved", () -> !mesh.resolved(Kind.RULE).isEmpty());
        assertEquals(1, mesh.fired(Kind.RULE).size());
    }

    private boolean isKept(String rule, String server) {
        List<Integer> partitions = IntStream.range(0, 64).boxed().toList();
        return snapshots.load(partitions).await().atMost(PATIENCE).values().stream()
                .flatMap(kept -> RecollectionCodec.decode(kept.content()).judgements().stream())
                .anyMatch(judgement -> judgement.ruleId().equals(rule)
                        && server.equals(judgement.subject().serverId()));
    }

    /** The next judge reads samples again instead. */
    private void makeUnreadable() {
        pool.query("update judge_snapshot set content = decode('00', 'hex')")
                .execute()
                .await()
                .atMost(PATIENCE);
    }

    /** A label can hold the one character that a text in the database cannot. */
    @Test
    void shouldBePendingBeforeItFiresAndShowTheSamplesOfBoth() {
        String slow = create(HOT.formatted(600));
        String quick = create(HOT.formatted(1));
        write(90, "app", "sh\0op");
        Await.until("pending", () -> rules("pending").contains(slow));
        Await.until("fired", () -> rules("firing").equals(List.of(quick)));

        String id = customer().get("/v1/alerts?kind=rule&state=firing").path("items[0].id");
        customer()
                .get("/v1/alerts/" + id)
                .then()
                .body("history.transition", equalTo(List.of("pending", "fired")))
                .body("history[0].samples[0].points.value", equalTo(List.of(90)))
                .body("history[1].samples[0].points[0].value", equalTo(90))
                .body("evidence[0].metric", equalTo(Mesh.CPU))
                .body("pendingAt", notNullValue())
                .body("state", equalTo("firing"));
        write(60, "app", "sh\0op");
        Await.until(
                "lapsed and resolved",
                () -> rules("pending").isEmpty() && rules("resolved").equals(List.of(quick)));
        customer()
                .get("/v1/alerts/" + id)
                .then()
                .body("history.transition", equalTo(List.of("pending", "fired", "resolved")));
    }

    private List<String> rules(String state) {
        return customer().get("/v1/alerts?kind=rule&state=" + state).jsonPath().getList("items.rule.id");
    }

    private void write(String server, double value) {
        write(value, "hostmesh_server", server);
    }

    private void write(double value, String label, String labelValue) {
        byte[] body = Bodies.first(
                Instant.now().toEpochMilli(), value, "__name__", "cpu_utilization_percent", label, labelValue);
        given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/x-protobuf", ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", TestTokens.account(mesh.account))
                .contentType("application/x-protobuf")
                .body(body)
                .post("/v1/metrics/write")
                .then()
                .statusCode(204);
    }

    @Test
    void shouldResolveWhatADeletedRuleHasOpen() {
        String server = mesh.createServer();
        String rule = create(HOT.formatted(0));
        Await.until("fired", () -> {
            mesh.push(server, 90);
            return !mesh.fired(Kind.RULE).isEmpty();
        });
        customer().delete("/v1/rules/" + rule).then().statusCode(204);
        Await.until("resolved", () -> !mesh.resolved(Kind.RULE).isEmpty());
        assertEquals(
                "the rule was deleted", mesh.resolved(Kind.RULE).get(0).data().because());
    }
}
