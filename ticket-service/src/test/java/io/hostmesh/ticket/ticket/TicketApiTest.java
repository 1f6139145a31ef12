package io.hostmesh.ticket.ticket;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.DiagnosisEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
class TicketApiTest {

    private static final Map<String, Object> CASE = Map.of("subject", "It is slow", "message", "Since this morning.");

    @Inject
    TicketHandler handler;

    @Inject
    Ids ids;

    @Inject
    Clock clock;

    @Test
    void shouldCarryACaseFromOpeningToClosing() {
        String account = ids.next("acc");
        String serverId = ids.next("srv");
        String correlationId = ids.next("req");
        String path = as(account)
                .header("X-Request-Id", correlationId)
                .body(Map.of("subject", "It is slow", "message", "Help.", "severity", "high", "serverId", serverId))
                .post("/v1/tickets")
                .then()
                .statusCode(201)
                .body("state", equalTo("new"))
                .body("severity", equalTo("high"))
                .body("account", equalTo(account))
                .body("openedBy.kind", equalTo("customer"))
                .body("serverId", equalTo(serverId))
                .body("correlationId", equalTo(correlationId))
                .body("messages", nullValue())
                .extract()
                .header("Location");
        String id = path.substring(path.lastIndexOf('/') + 1);

        admin().body(Map.of("body", "We are looking."))
                .post(path + "/messages")
                .then()
                .statusCode(201)
                .body("author.kind", equalTo("staff"));
        String etag = as(account)
                .get(path)
                .then()
                .statusCode(200)
                .body("state", equalTo("open"))
                .body("messages.body", equalTo(List.of("Help.", "We are looking.")))
                .body("timeline.what", equalTo(List.of("ticket-opened")))
                .body("evidence", hasSize(0))
                .extract()
                .header("ETag");
        act(account, "solve")
                .header("If-Match", "\"77\"")
                .post(path + "/actions")
                .then()
                .statusCode(412);
        act(account, "solve")
                .header("If-Match", etag)
                .post(path + "/actions")
                .then()
                .statusCode(200)
                .body("state", equalTo("solved"))
                .body("because", containsString("solved by customer/"));
        act(account, "reopen").post(path + "/actions").then().statusCode(200).body("state", equalTo("open"));
        act(account, "close")
                .post(path + "/actions")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", endsWith("/ticket-not-solved"));
        act(account, "solve").post(path + "/actions").then().statusCode(200);
        act(account, "close").post(path + "/actions").then().statusCode(200).body("state", equalTo("closed"));
        as(account)
                .body(Map.of("body", "One more thing."))
                .post(path + "/messages")
                .then()
                .statusCode(409)
                .body("type", endsWith("/ticket-closed"));

        try (TestTopics topics = TestTopics.connect()) {
            topics.await(Topic.TICKETS, TicketEvent.Closed.class, event -> event.subject()
                    .equals(id));
            List<Event<TicketEvent>> events = topics.events(
                    Topic.TICKETS, TicketEvent.class, event -> event.subject().equals(id));
            assertEquals(
                    List.of("opened", "replied", "solved", "reopened", "solved", "closed"),
                    events.stream()
                            .map(event -> event.type().name().replaceAll(".*\\.", ""))
                            .toList());
            assertEquals(correlationId, events.get(0).correlationId());
            events.forEach(event -> assertEquals(account, event.accountId()));
        }
    }

    @Test
    void shouldCarryOnceWhatMonitoringFoundAtTheServerThatItIsAbout() {
        String account = ids.next("acc");
        String serverId = ids.next("srv");
        String path = open(account, Map.of("subject", "It is slow", "message", "Help.", "serverId", serverId));
        String correlationId = as(account).get(path).path("correlationId");
        String diagnosisId = ids.next("dia");
        try (TestTopics topics = TestTopics.connect()) {
            Cause stranger = Cause.start(correlationId, ids.next("acc"));
            topics.publish(stranger, diagnosisId, diagnosis(ids.next("dia"), serverId));
            Event<?> found =
                    topics.publish(Cause.start(correlationId, account), diagnosisId, diagnosis(diagnosisId, serverId));
            topics.publish(found);
            String last = ids.next("dia");
            topics.publish(Cause.start(correlationId, account), diagnosisId, diagnosis(last, serverId));
            Await.until("the last is there", () -> as(account)
                    .get(path)
                    .jsonPath()
                    .getList("evidence.content.diagnosisId")
                    .contains(last));
            as(account)
                    .get(path)
                    .then()
                    .body("evidence.content.diagnosisId", containsInAnyOrder(diagnosisId, last))
                    .body("timeline.what", containsInAnyOrder("ticket-opened", "diagnosed", "diagnosed"));
        }
    }

    private DiagnosisEvent.Finished diagnosis(String id, String serverId) {
        return new DiagnosisEvent.Finished(
                id,
                DiagnosisEvent.Reason.ASKED_FOR,
                serverId,
                null,
                null,
                "192.0.2.1",
                "local",
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                clock.instant());
    }

    @Test
    void shouldNameEveryWrongField() {
        as(ids.next("acc"))
                .body(Map.of("subject", " ", "serverId", "web-1", "groupId", "grp_1"))
                .post("/v1/tickets")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.field", containsInAnyOrder("subject", "message", "serverId", "groupId"));
        as(ids.next("acc"))
                .body(Map.of("subject", "a", "severity", "terrible"))
                .post("/v1/tickets")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("severity", "message"));
        as(ids.next("acc"))
                .body(Map.of("subject", "a", "message", "b", "followsTicketId", ids.next("tkt")))
                .post("/v1/tickets")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("followsTicketId")));
        as(ids.next("acc"))
                .get("/v1/tickets?state=lost&limit=0&cursor=x&colour=red")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("state", "limit", "cursor", "colour"));
    }

    @Test
    void shouldHideTheTicketsOfOtherAccounts() {
        String owner = ids.next("acc");
        String stranger = ids.next("acc");
        String path = open(owner, CASE);

        as(stranger).get(path).then().statusCode(404).body("type", endsWith("/not-found"));
        as(stranger).body(Map.of("body", "Hi")).post(path + "/messages").then().statusCode(404);
        act(stranger, "solve").post(path + "/actions").then().statusCode(404);
        as(stranger).get("/v1/tickets").then().statusCode(200).body("items", hasSize(0));
        as(stranger)
                .body(Map.of("subject", "a", "message", "b", "followsTicketId", path.replaceAll(".*/", "")))
                .post("/v1/tickets")
                .then()
                .statusCode(400);
        with(TestTokens.adminFor(stranger)).get(path).then().statusCode(404);

        admin().get(path).then().statusCode(200);
        with(TestTokens.adminFor(owner)).get(path).then().statusCode(200);
        with(TestTokens.adminFor(owner)).get("/v1/tickets").then().body("items", hasSize(1));
        admin().body(CASE).post("/v1/tickets").then().statusCode(400).body("type", endsWith("/account-required"));
        given().get(path).then().statusCode(401);
    }

    @Test
    void shouldLetAServerOpenATicketAboutItselfAndNothingElse() {
        String account = ids.next("acc");
        String serverId = ids.next("srv");
        String groupId = ids.next("grp");
        String token = TestTokens.server(serverId, account, groupId);

        String path = with(token)
                .body(CASE)
                .post("/v1/tickets")
                .then()
                .statusCode(201)
                .body("serverId", equalTo(serverId))
                .body("groupId", equalTo(groupId))
                .body("openedBy.kind", equalTo("server"))
                .extract()
                .header("Location");
        with(token)
                .body(Map.of("subject", "a", "message", "b", "serverId", ids.next("srv")))
                .post("/v1/tickets")
                .then()
                .statusCode(403)
                .body("type", endsWith("/about-itself-only"));
        with(token).get(path).then().statusCode(403);
        with(token).get("/v1/tickets").then().statusCode(403);
        with(token).body(Map.of("body", "Hi")).post(path + "/messages").then().statusCode(403);
        with(token).body(Map.of("type", "solve")).post(path + "/actions").then().statusCode(403);
        as(account).get(path).then().statusCode(200);
    }

    @Test
    void shouldOpenOneTicketWhenARequestIsRepeatedWithItsKey() {
        String account = ids.next("acc");
        String key = ids.next("key");
        String first = as(account)
                .header("Idempotency-Key", key)
                .body(CASE)
                .post("/v1/tickets")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        as(account)
                .header("Idempotency-Key", key)
                .body(CASE)
                .post("/v1/tickets")
                .then()
                .statusCode(201)
                .header("Location", first);
        as(account)
                .header("Idempotency-Key", key)
                .body(Map.of("subject", "Another", "message", "Another."))
                .post("/v1/tickets")
                .then()
                .statusCode(422)
                .body("type", endsWith("/idempotency-key-reused"));
        as(account).get("/v1/tickets").then().body("items", hasSize(1));
    }

    @Test
    void shouldListByPageAndFilter() {
        String account = ids.next("acc");
        String serverId = ids.next("srv");
        List<String> opened = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            opened.add(0, open(account, CASE).replaceAll(".*/", ""));
        }
        String about = open(account, Map.of("subject", "a", "message", "b", "serverId", serverId));
        act(account, "solve").post(about + "/actions").then().statusCode(200);
        opened.add(0, about.replaceAll(".*/", ""));

        List<String> read = new ArrayList<>();
        String cursor = null;
        do {
            RequestSpecification request = as(account).queryParam("limit", 4);
            JsonPath page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/v1/tickets")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            read.addAll(page.getList("items.id"));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        assertEquals(opened, read);

        as(account).queryParam("state", "solved").get("/v1/tickets").then().body("items", hasSize(1));
        as(account)
                .queryParam("state", "new", "solved")
                .get("/v1/tickets")
                .then()
                .body("items", hasSize(6));
        as(account).queryParam("state", "on-hold").get("/v1/tickets").then().body("items", hasSize(0));
        String correlationId = as(account)
                .queryParam("serverId", serverId)
                .get("/v1/tickets")
                .then()
                .body("items", hasSize(1))
                .extract()
                .path("items[0].correlationId");
        as(account)
                .queryParam("correlationId", correlationId)
                .get("/v1/tickets")
                .then()
                .body("items", hasSize(1));
        as(account)
                .queryParam("groupId", ids.next("grp"))
                .get("/v1/tickets")
                .then()
                .body("items", hasSize(0));
    }

    @Test
    void shouldLeaveTheQueueToStaff() {
        String account = ids.next("acc");
        String path = open(account, CASE);

        act(account, "hold")
                .post(path + "/actions")
                .then()
                .statusCode(409)
                .body("type", endsWith("/ticket-action-for-staff"));
        admin().body(Map.of("type", "await-customer"))
                .post(path + "/actions")
                .then()
                .statusCode(200)
                .body("state", equalTo("pending"));
        as(account)
                .body(Map.of("body", "Here."))
                .post(path + "/messages")
                .then()
                .statusCode(201);
        as(account).get(path).then().body("state", equalTo("open"));
    }

    @Test
    void shouldCloseWhatNobodyObjectedTo() {
        String account = ids.next("acc");
        String solved = open(account, CASE);
        String open = open(account, CASE);
        act(account, "solve").post(solved + "/actions").then().statusCode(200);
        Cause cause = Cause.start(ids.next("cor"), null);

        handler.closeSolvedBefore(clock.instant().minus(Duration.ofDays(4)), 1000, cause)
                .await()
                .atMost(Duration.ofSeconds(30));
        as(account).get(solved).then().body("state", equalTo("solved"));
        handler.closeSolvedBefore(clock.instant().plusSeconds(1), 1000, cause)
                .await()
                .atMost(Duration.ofSeconds(30));

        as(account).get(solved).then().body("state", equalTo("closed"));
        as(account).get(open).then().body("state", equalTo("new"));
        try (TestTopics topics = TestTopics.connect()) {
            String id = solved.replaceAll(".*/", "");
            Event<TicketEvent.Closed> closed =
                    topics.await(Topic.TICKETS, TicketEvent.Closed.class, event -> event.subject()
                            .equals(id));
            assertEquals(account, closed.accountId());
            assertEquals(
                    "nobody objected to the solution in time", closed.data().because());
        }
    }

    @Test
    void shouldRefuseWhatIsNoTicket() {
        as(ids.next("acc")).get("/v1/tickets/" + ids.next("tkt")).then().statusCode(404);
        as(ids.next("acc")).get("/v1/tickets/%27").then().statusCode(404).body("detail", not(containsString("select")));
        as(ids.next("acc")).body("{").post("/v1/tickets").then().statusCode(400);
        as(ids.next("acc"))
                .body(Map.of("subject", "a", "message", "b", "colour", "red"))
                .post("/v1/tickets")
                .then()
                .statusCode(400);
    }

    private static String open(String account, Map<String, Object> body) {
        return as(account)
                .body(body)
                .post("/v1/tickets")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
    }

    private static RequestSpecification act(String account, String type) {
        return as(account).body(Map.of("type", type));
    }

    private static RequestSpecification as(String account) {
        return with(TestTokens.account(account));
    }

    private static RequestSpecification admin() {
        return with(TestTokens.admin());
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", token).contentType(ContentType.JSON);
    }
}
