package io.hostmesh.monitoring.received;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Reported;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts of other systems as they are among the others, and told of. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class ReceivedAlertsTest {

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
    void shouldKeepOneEpisodeOfWhatPrometheusPostsAgainAndAgain() {
        mesh.createGroup(60, 1);
        String server = mesh.createServer();
        Instant began = Instant.now().minusSeconds(5);
        String labels = "{\"alertname\":\"DiskFull\",\"severity\":\"critical\",\"hostmesh_server\":\"" + server + "\"}";
        Await.until("the server is known", () -> mesh.isKnown(server));
        assertEquals(
                200, post(alert(labels, began, Instant.now().plusSeconds(60))).statusCode());
        assertEquals(
                200, post(alert(labels, began, Instant.now().plusSeconds(90))).statusCode());
        listed("alertname=DiskFull")
                .then()
                .body("items.server", contains(server))
                .body("items.group", contains(mesh.group))
                .body("items.kind", contains("rule"))
                .body("items.origin", contains("received"))
                .body("items.summary", contains("it is so"))
                .body("items.rule.severity", contains("critical"))
                .body("items.labels.alertname", contains("DiskFull"));
        Await.until("fired", () -> fired().size() == 1);

        assertEquals(
                200, post(alert(labels, began, Instant.now().minusMillis(1))).statusCode());
        assertEquals(
                200, post(alert(labels, began, Instant.now().minusMillis(1))).statusCode());
        Await.until("resolved", () -> resolved().size() == 1);
        assertEquals("its sender says that it is over", resolved().get(0).data().because());
        assertEquals(resolved().get(0).correlationId(), fired().get(0).correlationId());
        assertEquals(1, fired().size());
        given().header("Authorization", TestTokens.account("acc_stranger"))
                .queryParam("server", server)
                .get("/v1/alerts")
                .then()
                .body("items", hasSize(0));
    }

    @Test
    void shouldKeepWhatItsSenderSays() {
        Instant longAgo = Instant.parse("2026-01-02T03:04:05.678Z");
        Instant before = Instant.now();
        Instant ends = before.plusSeconds(600);
        String alert = said("Replicas lag", "7 s", longAgo, ends);
        post(alert).then().statusCode(200);
        Await.until("fired", () -> fired().size() == 1);
        AlertEvent.Fired fired = fired().get(0).data();
        assertEquals(
                new AlertEvent.Reported(
                        longAgo,
                        List.of(
                                new AlertEvent.Label("runbook_url", "https://runbooks.example/lag"),
                                new AlertEvent.Label("summary", "Replicas lag"),
                                new AlertEvent.Label("value", "7 s")),
                        "https://prometheus.example/graph"),
                fired.reported());
        assertFalse(fired.occurredAt().isBefore(before), "it is told by our clock: " + fired);
        String path = "/v1/alerts/" + fired.alertId();
        shown(path)
                .body("firedAt", equalTo(longAgo.toString()))
                .body("annotations.value", equalTo("7 s"))
                .body("generatorUrl", equalTo("https://prometheus.example/graph"))
                .body("history[0].at", not(equalTo(longAgo.toString())));
        listed("alertname=Lag").then().body("items.annotations.runbook_url", contains("https://runbooks.example/lag"));

        post(said("Replicas lag", "9 s", longAgo.plusSeconds(7), ends).replace("https://p", "ftp://p"))
                .then()
                .statusCode(200);
        shown(path)
                .body("state", equalTo("firing"))
                .body("firedAt", equalTo(longAgo.toString()))
                .body("annotations.value", equalTo("9 s"))
                .body("generatorUrl", nullValue());

        Instant ended = longAgo.plusSeconds(60);
        post(said("Replicas lag", "9 s", longAgo, ended)).then().statusCode(200);
        Await.until("resolved", () -> resolved().size() == 1);
        AlertEvent.Resolved resolved = resolved().get(0).data();
        assertEquals(ended, resolved.endedAt());
        assertFalse(resolved.occurredAt().isBefore(fired.occurredAt()));
        shown(path).body("resolvedAt", equalTo(ended.toString()));
    }

    @Test
    void shouldNotBelieveAClockThatIsAhead() {
        Instant before = Instant.now();
        notify("firing", before.plusSeconds(3_600), "0001-01-01T00:00:00Z");
        Await.until("fired", () -> fired().size() == 1);
        AlertEvent.Fired fired = fired().get(0).data();
        Reported reported = Objects.requireNonNull(fired.reported());
        assertFalse(reported.startedAt().isAfter(fired.occurredAt()), fired::toString);
        notify("resolved", before.plusSeconds(3_600), before.plusSeconds(7_200).toString());
        Await.until("resolved", () -> resolved().size() == 1);
        AlertEvent.Resolved resolved = resolved().get(0).data();
        assertEquals(resolved.occurredAt(), resolved.endedAt());
    }

    @Test
    void shouldEndNothingBeforeItBegan() {
        Instant began = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        notify("firing", began, "");
        notify("resolved", began, began.minusSeconds(60).toString());
        Await.until("resolved", () -> resolved().size() == 1);
        assertEquals(began, resolved().get(0).data().endedAt());
    }

    /** What its sender forgot to end is over when the next begins; the first one's words are not the second one's. */
    @Test
    void shouldEndAnEpisodeWhereTheNextBegins() {
        Instant first = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        Instant second = first.plusSeconds(30);
        notify("firing", first, "");
        notify("firing", second, "");
        Await.until("fired again", () -> fired().size() == 2);
        Await.until("resolved", () -> resolved().size() == 1);
        assertEquals(second, resolved().get(0).data().endedAt());
        listed("alertname=hook")
                .then()
                .body("items.firedAt", contains(second.toString(), first.toString()))
                .body("items.resolvedAt", contains(null, second.toString()));
    }

    private static String said(String summary, String value, Instant began, Instant ends) {
        return """
            [{"labels":{"alertname":"Lag"},
              "annotations":{"summary":"%s","value":"%s","runbook_url":"https://runbooks.example/lag"},
              "generatorURL":"https://prometheus.example/graph","startsAt":"%s","endsAt":"%s"}]\
            """.formatted(summary, value, began, ends);
    }

    private ValidatableResponse shown(String path) {
        return given().header("Authorization", TestTokens.account(mesh.account))
                .get(path)
                .then()
                .statusCode(200);
    }

    @Test
    void shouldEndWhatItsSenderDoesNotRepeat() {
        Instant now = Instant.now();
        post(alert("{\"alertname\":\"a\"}", now, now.plusSeconds(5)));
        Await.until("fired", () -> fired().size() == 1);
        Await.until("resolved", () -> resolved().size() == 1);
        assertEquals(
                "its sender has not repeated it in time",
                resolved().get(0).data().because());
    }

    @Test
    void shouldTakeWhatIsRightOfADeliveryAndSayWhatIsNot() {
        String right =
                alert("{\"alertname\":\"right\"}", Instant.now(), Instant.now().plusSeconds(60));
        post(right.replace("]", ",{\"labels\":{}}]"))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.field", contains("[1].labels"));
        Await.until("fired", () -> fired().size() == 1);
        post("{").then().statusCode(400).body("type", equalTo("https://hostmesh.io/problems/malformed-json"));
        given().header("Authorization", TestTokens.server("srv_1", mesh.account, null))
                .contentType("application/json")
                .body("[]")
                .post("/v1/alertmanager/api/v2/alerts")
                .then()
                .statusCode(403);
        given().contentType("application/json")
                .body("{}")
                .post("/v1/alerts/webhook")
                .then()
                .statusCode(401);
    }

    @Test
    void shouldSummarizeByTheAnnotationsThatThereAre() {
        Instant now = Instant.now();
        String all = alert("{\"alertname\":\"all\"}", now, now.plusSeconds(60));
        post(all).then().statusCode(200);
        post(all.replace("\"all\"", "\"described\"").replace("\"summary\"", "\"description\""))
                .then()
                .statusCode(200);
        post(all.replace("\"all\"", "\"bare\"").replace("\"summary\"", "\"runbook\""))
                .then()
                .statusCode(200);
        listed("alertname=all").then().body("items.summary", contains("it is so"));
        listed("alertname=described").then().body("items.summary", contains("it is so"));
        listed("alertname=bare").then().body("items.summary", contains("bare"));
        post(all.replace("\"it is so\"", "7"))
                .then()
                .statusCode(400)
                .body("errors.field", contains("[0].annotations.summary"));
    }

    @Test
    void shouldTakeAWebhook() {
        Instant began = Instant.now();
        notify("firing", began);
        notify("firing", began);
        Await.until("fired", () -> fired().size() == 1);
        notify("resolved", began);
        Await.until("resolved", () -> resolved().size() == 1);
        notify("firing", began.plusSeconds(1));
        Await.until("fired again", () -> fired().size() == 2);
        assertEquals(2, listed("alertname=hook").jsonPath().getList("items").size());
    }

    private void notify(String status, Instant began) {
        notify(status, began, "0001-01-01T00:00:00Z");
    }

    private void notify(String status, Instant began, String ends) {
        given().header("Authorization", TestTokens.account(mesh.account))
                .contentType("application/json")
                .body("""
                    {"version":"4","groupKey":"{}","status":"%1$s","alerts":[{"status":"%1$s","labels":{"alertname":"hook"},
                     "startsAt":"%2$s","endsAt":"%3$s"}]}\
                    """.formatted(status, began, ends))
                .post("/v1/alerts/webhook")
                .then()
                .statusCode(200);
    }

    private static String alert(String labels, Instant began, Instant ends) {
        return "[{\"labels\":%s,\"annotations\":{\"summary\":\"it is so\"},\"startsAt\":\"%s\",\"endsAt\":\"%s\"}]"
                .formatted(labels, began, ends);
    }

    private Response post(String body) {
        return given().header("Authorization", TestTokens.account(mesh.account))
                .contentType("application/json")
                .body(body)
                .post("/v1/alertmanager/api/v2/alerts");
    }

    private Response listed(String matcher) {
        return given().header("Authorization", TestTokens.account(mesh.account))
                .queryParam("matcher", matcher)
                .get("/v1/alerts");
    }

    private List<Event<AlertEvent.Fired>> fired() {
        return mesh.topics.events(
                Topic.ALERTS, AlertEvent.Fired.class, event -> mesh.account.equals(event.accountId()));
    }

    private List<Event<AlertEvent.Resolved>> resolved() {
        return mesh.topics.events(
                Topic.ALERTS, AlertEvent.Resolved.class, event -> mesh.account.equals(event.accountId()));
    }
}
