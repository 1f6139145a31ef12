package io.hostmesh.kit.note;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestServers;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kafka and PostgreSQL are killed and come back; nothing is lost, nothing needs a restart. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class OutagesTest {

    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final String BODY = "{\"content\":\"hello\",\"importance\":3,\"colour\":\"red\"}";

    private final Ids ids = new Ids();

    @Inject
    Database database;

    @AfterEach
    void bringBack() {
        TestServers.restartKafka();
        TestServers.restartPostgres();
    }

    /** While the bus was away, events were dropped, and nothing told of it. */
    @Test
    void cloudstack7589And10117ShouldKeepEveryEventWhileTheBusIsAwayAndSayThatItIs() {
        assertEquals(202, post().statusCode());
        TestServers.killKafka();
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Response response = post();
            assertEquals(202, response.statusCode());
            created.add(response.jsonPath().getString("id"));
        }
        as().get("/v1/notes/" + created.get(0)).then().statusCode(200);
        long events = 2L * created.size();
        assertTrue(database.count("select count(*) from outbox") >= events);
        Await.until("not ready", () -> readiness() == 503);
        TestServers.restartKafka();
        Await.until("an empty outbox", RECOVERY, () -> database.count("select count(*) from outbox") == 0);
        try (TestTopics topics = TestTopics.connect()) {
            for (String id : created) {
                assertEquals(List.of("Opened", "Closed"), sent(topics, id));
            }
        }
        Await.until("the consumer to have seen all", RECOVERY, () -> heard(created) >= events);
        assertEquals(events, heard(created));
        Await.until("ready again", RECOVERY, () -> readiness() == 200);
    }

    /** What was said of a ticket, in order; what is sent again after an outage may be there twice. */
    private static List<String> sent(TestTopics topics, String ticket) {
        return topics
                .events(Topic.TICKETS, TicketEvent.class, event -> event.subject()
                        .equals(ticket))
                .stream()
                .map(event -> event.data().getClass().getSimpleName())
                .distinct()
                .toList();
    }

    private long heard(List<String> tickets) {
        return database.count(
                "select count(*) from echo where ticket_id = any (string_to_array(?, ','))", String.join(",", tickets));
    }

    @Test
    void shouldRefuseWhilePostgresIsAwayAndGoOnAfter() {
        assertEquals(202, post().statusCode());
        TestServers.killPostgres();
        try (TestTopics topics = TestTopics.connect()) {
            // Its sessions outlive the server by a moment.
            Await.value("a refusal", () -> Optional.of(post()).filter(answer -> answer.statusCode() != 202))
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1")
                    .body("type", equalTo("https://hostmesh.io/problems/unavailable"));
            assertEquals(503, readiness());
            String ticket = ids.next("tkt");
            topics.publish(
                    Cause.start(ids.next("req"), null),
                    ticket,
                    new TicketEvent.Closed(ticket, "while the database is away", Instant.EPOCH));
            TestServers.restartPostgres();
            Await.until("ready again", RECOVERY, () -> readiness() == 200);
            Response response = post();
            assertEquals(202, response.statusCode(), response::asString);
            String id = response.jsonPath().getString("id");
            topics.await(Topic.TICKETS, TicketEvent.Closed.class, event -> event.subject()
                    .equals(id));
            Await.until(
                    "the event of the outage",
                    RECOVERY,
                    () -> database.count("select count(*) from echo where ticket_id = ?", ticket) == 1);
            assertTrue(topics.records("hostmesh.kit.dead-letters.v1").stream()
                    .noneMatch(dead -> ticket.equals(dead.key())));
        }
    }

    private static int readiness() {
        return given().get("/q/health/ready").statusCode();
    }

    private static RequestSpecification as() {
        return given().header("Authorization", TestTokens.account("acc_outage")).contentType("application/json");
    }

    private static Response post() {
        return as().body(BODY).post("/v1/notes");
    }
}
