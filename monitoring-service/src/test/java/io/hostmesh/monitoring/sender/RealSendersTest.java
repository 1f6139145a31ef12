package io.hostmesh.monitoring.sender;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.series.StoredSamples;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations with programs as Debian has them, each skipped where it is not installed. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class RealSendersTest {

    private static @Nullable Senders started;
    private static @Nullable TestTopics connected;

    @SuppressWarnings("NullAway.Init")
    private Senders senders;

    @SuppressWarnings("NullAway.Init")
    private TestTopics topics;

    @BeforeEach
    void begin() {
        senders = started == null ? Senders.start(RestAssured.port) : started;
        started = senders;
        topics = connected == null ? TestTopics.connect() : connected;
        connected = topics;
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
            started = null;
        }
        if (connected != null) {
            connected.close();
            connected = null;
        }
    }

    private static void needs(String program) {
        assumeTrue(Program.isInstalled(program), program + " is not installed");
    }

    @Test
    void shouldScrapeANodeExporter() {
        needs(Senders.NODE_EXPORTER);
        String url = "http://127.0.0.1:" + senders.portOf(Senders.NODE_EXPORTER) + "/metrics";
        given().header("Authorization", TestTokens.account(senders.accountOf(Senders.NODE_EXPORTER)))
                .contentType("application/json")
                .body("{\"url\":\"" + url + "\",\"job\":\"node\",\"intervalSeconds\":1}")
                .post("/v1/scrape-targets")
                .then()
                .statusCode(201);
        awaitSample(Senders.NODE_EXPORTER, text -> text.startsWith("up{") && text.endsWith(" 1.0"));
        awaitSample(Senders.NODE_EXPORTER, text -> text.startsWith("node_load1{") && text.contains("job=\"node\""));
    }

    @Test
    void shouldTakeWhatVmagentWritesAndTheEndOfItsSeries() {
        needs(Senders.VMAGENT);
        awaitSample(Senders.VMAGENT, text -> text.startsWith("up{") && text.endsWith(" 1.0"));
        awaitSample(Senders.VMAGENT, text -> text.startsWith("go_goroutines{"));
        awaitSample(Senders.VMAGENT, text -> text.startsWith("broken{"));
        senders.closeShopToVmagent();
        assertEquals(
                200,
                given().baseUri("http://127.0.0.1")
                        .port(senders.portOf(Senders.VMAGENT))
                        .post("/-/reload")
                        .statusCode());
        awaitSample(Senders.VMAGENT, text -> text.startsWith("broken{") && text.endsWith(" stale"));
    }

    @Test
    void shouldTakeWhatVmalertFires() {
        needs(Senders.VMALERT);
        Await.until("fired", () -> fired(Senders.VMALERT) == 1);
        given().header("Authorization", TestTokens.account(senders.accountOf(Senders.VMALERT)))
                .get("/v1/alerts")
                .then()
                .body("items.findAll { it.location == null }.origin", contains("received"))
                .body("items.findAll { it.location == null }.labels.alertname", contains("Broken"))
                .body("items.findAll { it.location == null }.labels.job", contains("shop"));
    }

    @Test
    void shouldTakeNotificationsOfAlertmanager() {
        needs(Senders.ALERTMANAGER);
        Instant began = Instant.now();
        Await.until("Alertmanager is up", () -> tellAlertmanager(began, began.plusSeconds(600)));
        Await.until("fired", () -> fired(Senders.ALERTMANAGER) == 1);
        assertTrue(tellAlertmanager(began, Instant.now()));
        Await.until("resolved", () -> resolved(Senders.ALERTMANAGER) == 1);
        assertEquals(1, fired(Senders.ALERTMANAGER));
    }

    private boolean tellAlertmanager(Instant began, Instant ends) {
        try {
            return given().baseUri("http://127.0.0.1")
                            .port(senders.portOf(Senders.ALERTMANAGER))
                            .contentType("application/json")
                            .body("[{\"labels\":{\"alertname\":\"Told\"},\"startsAt\":\"" + began + "\",\"endsAt\":\""
                                    + ends + "\"}]")
                            .post("/api/v2/alerts")
                            .statusCode()
                    == 200;
        } catch (Exception notYet) {
            return false;
        }
    }

    @Test
    void shouldTakeWhatPrometheusWritesAndItsAlerts() {
        needs(Senders.PROMETHEUS);
        Await.until("fired", () -> fired(Senders.PROMETHEUS) == 1);
        given().header("Authorization", TestTokens.account(senders.accountOf(Senders.PROMETHEUS)))
                .queryParam("state", "firing")
                .queryParam("kind", "rule")
                .get("/v1/alerts")
                .then()
                .body("items", hasSize(1))
                .body("items.summary", contains("Value is 1"))
                .body("items.rule.severity", contains("critical"));
        awaitSample(Senders.PROMETHEUS, text -> text.startsWith("up{") && text.endsWith(" 1.0"));
        senders.mend();
        Await.until("resolved", () -> resolved(Senders.PROMETHEUS) == 1);
        assertEquals(1, fired(Senders.PROMETHEUS));
    }

    private void awaitSample(String sender, Predicate<String> fits) {
        String account = senders.accountOf(sender);
        Await.until("a sample of " + sender, () -> StoredSamples.of(topics, account).stream()
                .map(StoredSamples.Stored::text)
                .anyMatch(fits));
    }

    private int fired(String sender) {
        return of(sender, AlertEvent.Fired.class).size();
    }

    private int resolved(String sender) {
        return of(sender, AlertEvent.Resolved.class).size();
    }

    private <T extends AlertEvent> List<?> of(String sender, Class<T> type) {
        String account = senders.accountOf(sender);
        return topics.events(Topic.ALERTS, type, event -> account.equals(event.accountId()));
    }
}
