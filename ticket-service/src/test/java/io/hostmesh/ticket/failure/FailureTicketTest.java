package io.hostmesh.ticket.failure;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.DiagnosisEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
class FailureTicketTest {

    private static final Instant FAILED_AT = Instant.parse("2020-02-02T10:00:00Z");

    @Inject
    FailureHandler handler;

    @Inject
    FailureScene scene;

    @Inject
    Transactions transactions;

    @Inject
    Ids ids;

    private TestTopics topics;
    private String account;
    private String groupId;
    private String serverId;
    private String replacementId;
    private Cause cause;

    @BeforeEach
    void begin() {
        topics = TestTopics.connect();
        account = ids.next("acc");
        groupId = ids.next("grp");
        serverId = ids.next("srv");
        replacementId = ids.next("srv");
        cause = Cause.start(ids.next("cor"), account);
    }

    @AfterEach
    void end() {
        topics.close();
    }

    @Test
    void shouldTellTheWholeStoryInOneTicket() {
        topics.publish(cause, serverId, failed());
        awaitTicket("reports == 1"); // Alerts have a topic of their own, and may come first.
        topics.publish(cause, replacementId, requested());
        Event<AlertEvent.Fired> fired = topics.publish(cause, serverId, fired(AlertEvent.Kind.FAILURE));
        topics.publish(fired);
        topics.publish(cause, serverId, stillFiring());
        topics.publish(cause, serverId, replaced());
        topics.publish(cause, serverId, deleted());
        awaitTicket("state == 'solved' && reports == 3 && timeline.size() == 8");

        String id = list().getString("items[0].id");
        read(id).then()
                .statusCode(200)
                .body("subject", equalTo("Server web-1 failed"))
                .body("account", equalTo(account))
                .body("groupId", equalTo(groupId))
                .body("correlationId", equalTo(cause.correlationId()))
                .body("openedBy.kind", equalTo("platform"))
                .body("because", equalTo("replaced by " + replacementId))
                .body("messages", hasSize(2))
                .body("messages[0].body", containsString("killed by signal 9 (SIGKILL)"))
                .body("messages[1].body", containsString(replacementId + ", which answers at 127.0.0.1:9001"))
                .body("evidence.kind", containsInAnyOrder("exit-status", "log-lines", "alert", "metric-series"))
                .body("evidence.find { it.kind == 'exit-status' }.content.exitStatus", equalTo(137))
                .body("evidence.find { it.kind == 'log-lines' }.content.lines", equalTo(List.of("started", "serving")))
                .body("evidence.find { it.kind == 'metric-series' }.content.points", hasSize(2))
                .body("evidence.find { it.kind == 'metric-series' }.content.summary.mean", equalTo(60))
                .body(
                        "timeline.what",
                        containsInAnyOrder(
                                "server-failed",
                                "failure-noticed",
                                "failure-noticed",
                                "ticket-opened",
                                "replacement-requested",
                                "replacement-answering",
                                "ticket-solved",
                                "server-deleted"))
                .body("timeline[0].at", equalTo("2020-02-02T10:00:00Z"));

        List<Event<TicketEvent>> events = eventsOf(id, TicketEvent.Solved.class);
        assertEquals(
                List.of(TicketEvent.Opened.class, TicketEvent.Replied.class, TicketEvent.Solved.class),
                events.stream().map(event -> event.data().getClass()).toList());
        events.forEach(event -> assertEquals(cause.correlationId(), event.correlationId()));
        events.forEach(event -> assertEquals(account, event.accountId()));
    }

    @Test
    void shouldRehearseACaseUpToItsSolution() {
        List<String> states = new ArrayList<>();
        Uni<Void> rehearsal = transactions.inTransaction(session -> scene.play(session, cause)
                .chain(() -> session.createNativeQuery(
                                "select state from tickets where subject = 'Server rehearsal-1 failed'", String.class)
                        .getResultList())
                .invoke(states::addAll)
                .chain(() -> Uni.createFrom().failure(new UnsupportedOperationException("it is over"))));
        assertThrows(
                UnsupportedOperationException.class, () -> rehearsal.await().atMost(Duration.ofSeconds(30)));
        assertEquals(List.of("solved"), states);
    }

    @Test
    void shouldFindOneTicketUnderEveryCorrelationWhenMonitoringWasFirst() {
        Cause suspicion = Cause.start(ids.next("cor"), account);
        topics.publish(suspicion, serverId, fired(AlertEvent.Kind.FAILURE));
        awaitTicket("state == 'new'");
        topics.publish(cause, serverId, failed());
        topics.publish(cause, serverId, replaced());
        awaitTicket("state == 'solved'");

        String id = list().getString("items[0].id");
        for (Cause each : List.of(suspicion, cause)) {
            given().header("Authorization", TestTokens.account(account))
                    .queryParam("correlationId", each.correlationId())
                    .get("/v1/tickets")
                    .then()
                    .body("items.id", equalTo(List.of(id)));
        }
    }

    @Test
    void shouldOpenATicketThatFollowsTheFormerWhenTheServerFailsAnew() {
        topics.publish(cause, serverId, failed());
        topics.publish(cause, serverId, replaced());
        awaitTicket("state == 'solved'");
        String former = list().getString("items[0].id");

        topics.publish(Cause.start(ids.next("cor"), account), serverId, failed(FAILED_AT.plusSeconds(60)));

        Await.until("a second ticket", () -> list().getList("items").size() == 2);
        assertEquals(former, list().getString("items[0].followsTicketId"));
    }

    @Test
    void shouldCarryEachDiagnosisOnceWhetherItComesBeforeOrAfterTheTicket() {
        Event<DiagnosisEvent.Finished> before = topics.publish(cause, "dia_1" + serverId, diagnosis("dia_1"));
        topics.publish(Cause.start(ids.next("cor"), ids.next("acc")), "dia_0", diagnosis("dia_0"));
        topics.publish(cause, serverId, failed());
        awaitTicket("evidence.findAll { it.kind == 'diagnosis' }.size() == 1");
        topics.publish(before);
        topics.publish(cause, "dia_2" + serverId, diagnosis("dia_2"));
        topics.publish(cause, serverId, replaced());
        awaitTicket("state == 'solved' && evidence.findAll { it.kind == 'diagnosis' }.size() == 2");
        topics.publish(cause, "dia_3" + serverId, diagnosis("dia_3"));
        awaitTicket("evidence.findAll { it.kind == 'diagnosis' }.size() == 3");

        read(list().getString("items[0].id"))
                .then()
                .body(
                        "evidence.findAll { it.kind == 'diagnosis' }.content.diagnosisId",
                        containsInAnyOrder(own("dia_1"), own("dia_2"), own("dia_3")))
                .body("evidence.find { it.kind == 'diagnosis' }.content.reason", equalTo("server-failed"))
                .body("evidence.find { it.kind == 'diagnosis' }.content.changes[0].metric", equalTo("cpu"))
                .body("timeline.findAll { it.what == 'diagnosed' }.detail", hasItem("cpu went from 20.00 to 94.50."))
                .body("timeline.findAll { it.what == 'diagnosed' }", hasSize(3));
    }

    private String own(String id) {
        return id + serverId;
    }

    private DiagnosisEvent.Finished diagnosis(String id) {
        return new DiagnosisEvent.Finished(
                own(id),
                DiagnosisEvent.Reason.SERVER_FAILED,
                serverId,
                null,
                null,
                null,
                "local",
                List.of(new DiagnosisEvent.Change("cpu", 20, 1, 94.5, 74.5)),
                List.of(),
                null,
                null,
                List.of(),
                FAILED_AT);
    }

    @Test
    void shouldStayQuietAboutLoad() {
        topics.publish(cause, groupId, fired(AlertEvent.Kind.OVERLOAD));
        topics.publish(cause, groupId, fired(AlertEvent.Kind.UNDERLOAD));
        topics.publish(cause, groupId, fired(AlertEvent.Kind.FAILURE)); // with their key, so after them

        awaitTicket("state == 'new'");
        assertEquals(1, list().getList("items").size());
    }

    @Test
    void shouldOpenOneTicketPerFaultWhenManyReportAtTheSameTime() {
        List<Uni<Void>> reports = new ArrayList<>();
        for (int fault = 0; fault < 20; fault++) {
            serverId = ids.next("srv");
            for (int report = 0; report < 3; report++) {
                reports.add(handler.handle(event(failed())));
                reports.add(handler.handle(event(fired(AlertEvent.Kind.FAILURE))));
            }
        }

        Uni.join().all(reports).andFailFast().await().atMost(Duration.ofSeconds(60));

        List<String> servers = list().getList("items.serverId");
        assertEquals(20, servers.size());
        assertEquals(20, servers.stream().distinct().count());
        List<Integer> counts = list().getList("items.reports");
        assertTrue(counts.stream().allMatch(count -> count == 6), counts.toString());
    }

    @Test
    void shouldCountAnEventOnceHoweverOftenItComes() {
        Event<ServerEvent.Failed> event = event(failed());
        List<Uni<Void>> deliveries = new ArrayList<>();
        for (int delivery = 0; delivery < 8; delivery++) {
            deliveries.add(handler.handle(event));
        }

        Uni.join().all(deliveries).andFailFast().await().atMost(Duration.ofSeconds(60));

        assertEquals(List.of(1), list().getList("items.reports"));
    }

    private void awaitTicket(String condition) {
        Await.until("one ticket with " + condition, () -> {
            JsonPath found = list();
            if (found.getList("items").size() != 1) {
                return false;
            }
            return read(found.getString("items[0].id")).jsonPath().getBoolean("with { " + condition + " }");
        });
    }

    private <T extends TicketEvent> List<Event<TicketEvent>> eventsOf(String ticketId, Class<T> last) {
        topics.await(Topic.TICKETS, last, event -> event.subject().equals(ticketId));
        return topics.events(
                Topic.TICKETS, TicketEvent.class, event -> event.subject().equals(ticketId));
    }

    private JsonPath list() {
        return given().header("Authorization", TestTokens.account(account))
                .get("/v1/tickets")
                .jsonPath();
    }

    private io.restassured.response.Response read(String ticketId) {
        return given().header("Authorization", TestTokens.account(account)).get("/v1/tickets/" + ticketId);
    }

    private <T> Event<T> event(T data) {
        return new Event<>(
                ids.eventId(),
                EventTypes.of(data),
                "/test",
                serverId,
                Instant.now(),
                cause.correlationId(),
                null,
                account,
                null,
                data);
    }

    private ServerEvent.Failed failed() {
        return failed(FAILED_AT);
    }

    private ServerEvent.Failed failed(Instant at) {
        return new ServerEvent.Failed(
                serverId,
                "web-1",
                groupId,
                "small",
                "the process is gone",
                new ServerEvent.FailureEvidence(137, List.of("started", "serving"), "driver:process"),
                at);
    }

    private ServerEvent.Requested requested() {
        return new ServerEvent.Requested(
                replacementId, "web-2", groupId, "small", "workload-1", "local", FAILED_AT.plusMillis(500));
    }

    private ServerEvent.Replaced replaced() {
        return new ServerEvent.Replaced(serverId, groupId, replacementId, "127.0.0.1:9001", FAILED_AT.plusSeconds(3));
    }

    private ServerEvent.Deleted deleted() {
        return new ServerEvent.Deleted(serverId, groupId, "small", "failed", FAILED_AT.plusSeconds(4));
    }

    private AlertEvent.Fired fired(AlertEvent.Kind kind) {
        return new AlertEvent.Fired(
                ids.next("alt"),
                kind,
                new AlertEvent.Scope(groupId, kind == AlertEvent.Kind.FAILURE ? serverId : null),
                "no samples for 10 s",
                null,
                List.of(new AlertEvent.Series(
                        serverId,
                        "cpu_utilization_percent",
                        List.of(
                                new AlertEvent.Point(FAILED_AT.minusSeconds(2), 40.0),
                                new AlertEvent.Point(FAILED_AT.minusSeconds(1), 80.0)))),
                FAILED_AT.plusSeconds(10));
    }

    private AlertEvent.StillFiring stillFiring() {
        return new AlertEvent.StillFiring(
                ids.next("alt"),
                AlertEvent.Kind.FAILURE,
                new AlertEvent.Scope(groupId, serverId),
                null,
                FAILED_AT.plusSeconds(11));
    }
}
