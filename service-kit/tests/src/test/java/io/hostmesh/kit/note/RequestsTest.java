package io.hostmesh.kit.note;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.teststack.TestStack;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStack.class)
class RequestsTest {

    private static final int ROUNDS_UNTIL_A_COLLISION = 50;

    private static final String GOOD = "{\"content\":\"hello\",\"importance\":3,\"colour\":\"light-blue\"}";
    private static final String PROBLEM = "application/problem+json";

    @Inject
    Database database;

    @Inject
    NoteHandler handler;

    @Test
    void shouldRefuseAServersTokenWhereItIsNotMeantFor() {
        given().header("Authorization", TestTokens.server("srv_1", "acc_1", null))
                .contentType("application/json")
                .body(GOOD)
                .post("/v1/notes")
                .then()
                .statusCode(403)
                .contentType(PROBLEM)
                .body("type", equalTo("https://hostmesh.io/problems/not-for-servers"));
    }

    @Test
    void shouldAskAnAdministratorForTheAccount() {
        post(TestTokens.admin(), null, GOOD).then().statusCode(400).body("type", containsString("account-required"));
        post(TestTokens.adminFor("acc_7"), null, GOOD).then().statusCode(202);
    }

    @Test
    void shouldListEveryFieldError() {
        post("acc_1", "{\"content\":\"\",\"importance\":9}")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("https://hostmesh.io/problems/invalid-request"))
                .body("errors", hasSize(3))
                .body("errors.field", hasItems("content", "importance", "colour"));
    }

    @Test
    void shouldNameTheFieldOfAWrongType() {
        post("acc_1", "{\"content\":\"x\",\"importance\":\"many\",\"colour\":\"red\"}")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.field", hasItem("importance"));
        post("acc_1", "{\"content\":\"x\",\"importance\":1,\"colour\":\"green\"}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("colour"))
                .body("errors[0].message", containsString("light-blue, red"));
    }

    @Test
    void shouldNameEveryFieldOfAWrongType() {
        post("acc_1", "{\"content\":5,\"importance\":\"many\",\"colour\":\"green\",\"at\":1700000000,\"size\":1}")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors", hasSize(5))
                .body("errors.field", hasItems("content", "importance", "colour", "at", "size"));
        post("acc_1", "{\"importance\":\"many\",\"colour\":null,\"size\":1}")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("content", "importance", "colour", "size"));
    }

    @Test
    void shouldRefuseUnknownFieldsAndBrokenJson() {
        post("acc_1", "{\"content\":\"x\",\"importance\":1,\"colour\":\"red\",\"size\":1}")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("size"));
        post("acc_1", GOOD + "{}").then().statusCode(400).contentType(PROBLEM);
        post("acc_1", "{\"content\":").then().statusCode(400).contentType(PROBLEM);
    }

    @Test
    void shouldSayThatABodyIsExpectedWhereThereIsNone() {
        for (String none : List.of("", " ", "null", "[]")) {
            post("acc_1", none)
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("type", equalTo("https://hostmesh.io/problems/invalid-request"))
                    .body("detail", startsWith("Expected a body"));
        }
    }

    @Test
    void shouldRefuseParametersThatAListDoesNotHave() {
        as("acc_1")
                .get("/v1/notes?limit=1&colour=blue")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.field", equalTo(List.of("colour")))
                .body("errors[0].message", equalTo("is not known; must be one of cursor, limit"));
        as("acc_1").get("/v1/notes?limit=1").then().statusCode(200);
        as("acc_1")
                .get("/v1/notes?limit=0&colour=blue&cursor=x&size=1")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", equalTo("The request has 4 wrong field(s)."))
                .body("errors.field", containsInAnyOrder("colour", "size", "limit", "cursor"));
        as("acc_1")
                .get("/v1/notes/note_none?verbose")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("verbose")));
        as("acc_1").get("/v1/nowhere?verbose").then().statusCode(404);
        given().get("/v1/notes?colour=blue").then().statusCode(401);
        as("acc_1")
                .get("/v1/notes/note_1?verbose")
                .then()
                .statusCode(400)
                .body("errors[0].message", equalTo("is not known; there are no parameters here"));
        as("acc_1")
                .contentType("application/json")
                .body(GOOD)
                .post("/v1/notes?sender=alertmanager")
                .then()
                .statusCode(202);
    }

    @Test
    void shouldConvertNoValueToTheTypeItShouldHave() {
        for (String importance : List.of("3.7", "\"3\"", "true")) {
            post("acc_1", GOOD.replace(":3", ":" + importance))
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("importance"));
        }
        post("acc_1", GOOD.replace("\"light-blue\"", "0"))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("colour"));
    }

    @Test
    void shouldRefuseTextsThatCannotBeStored() {
        post("acc_1", GOOD.replace("hello", "hel\\u0000lo"))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("content"))
                .body("errors[0].message", containsString("U+0000"));
        as("acc_1").get("/v1/notes?cursor=AA").then().statusCode(400).body("errors[0].field", equalTo("cursor"));
        for (String id : List.of("a%00b", "a%1fb")) {
            as("acc_1")
                    .urlEncodingEnabled(false)
                    .get("/v1/notes/" + id)
                    .then()
                    .statusCode(404)
                    .contentType(PROBLEM);
        }
        as("acc_1")
                .urlEncodingEnabled(false)
                .get("/v1/notes?cursor=%00")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("cursor")))
                .body("errors[0].message", containsString("U+0000"));
    }

    @Test
    void shouldSayInWhichFormABodyIsRead() {
        as("acc_1")
                .contentType("application/json")
                .header("Content-Encoding", "gzip")
                .body(GOOD)
                .post("/v1/notes")
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .body(
                        "detail",
                        equalTo("Expected a body without Content-Encoding, but found 'gzip'; send it as it is."));
        Map<String, String> malformed = Map.of(
                "{\n  \"content\": NaN}",
                "The body is no JSON: Non-standard token 'NaN', at line 2, column 17.",
                "{",
                "The body is no JSON: Unexpected end-of-input: expected close marker for Object, at line 1, column 2.",
                "{\"size\": " + "[".repeat(1_001),
                "The body is no JSON: Document nesting depth (1001) exceeds the maximum allowed (1000).");
        malformed.forEach((body, detail) ->
                post("acc_1", body).then().statusCode(400).contentType(PROBLEM).body("detail", equalTo(detail)));
    }

    @Test
    void shouldAnswerEveryMissWithAProblem() {
        as("acc_1")
                .get("/v1/notes/note_none")
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("type", equalTo("https://hostmesh.io/problems/not-found"));
        as("acc_1").get("/v1/nowhere").then().statusCode(404).contentType(PROBLEM);
        as("acc_1")
                .put("/v1/notes")
                .then()
                .statusCode(405)
                .contentType(PROBLEM)
                .header("Allow", "GET, HEAD, OPTIONS, POST")
                .body("detail", equalTo("Expected one of GET, HEAD, OPTIONS, POST at this path, but found PUT."));
        as("acc_1").delete("/v1/notes/note_1").then().statusCode(405).header("Allow", "GET, HEAD, OPTIONS");
        as("acc_1").options("/v1/notes/note_1").then().statusCode(200).header("Allow", "GET, HEAD, OPTIONS");
        as("acc_1")
                .get("/v1/notes?limit=0&cursor=x")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("limit", "cursor"));
        as("acc_1")
                .get("/v1/notes?limit=many")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors", hasSize(1))
                .body("errors[0].field", equalTo("limit"))
                .body("errors[0].message", equalTo("must be a whole number from 1 to 200"));
        for (String limit : List.of("many", "-1", "201", "1.5", "99999999999999999999")) {
            as("acc_1").get("/v1/notes?limit=" + limit).then().statusCode(400).body("errors.field", hasItem("limit"));
        }
        as("acc_1").get("/v1/notes?cursor=***").then().statusCode(400).body("errors[0].field", equalTo("cursor"));
        as("acc_1")
                .contentType("text/plain")
                .body("x")
                .post("/v1/notes")
                .then()
                .statusCode(415)
                .contentType(PROBLEM);
    }

    @Test
    void shouldHideAnotherAccountsObject() {
        String location = post("acc_mine", GOOD).header("Location");
        as("acc_mine").get(location).then().statusCode(200).header("ETag", equalTo("\"0\""));
        as("acc_other").get(location).then().statusCode(404);
        given().header("Authorization", TestTokens.admin()).get(location).then().statusCode(200);
    }

    @Test
    void shouldRefuseAChangeOfAnOldVersion() {
        String location = post("acc_1", GOOD).header("Location");
        as("acc_1").header("If-Match", "\"0\"").get(location).then().statusCode(200);
        as("acc_1")
                .header("If-Match", "\"3\"")
                .get(location)
                .then()
                .statusCode(412)
                .contentType(PROBLEM);
    }

    @Test
    void shouldTellNothingOfTheInsideWhenItFails() {
        as("acc_1")
                .header("X-Request-Id", "correlate-12345678")
                .post("/v1/notes/failing")
                .then()
                .statusCode(500)
                .contentType(PROBLEM)
                .header("X-Request-Id", equalTo("correlate-12345678"))
                .body("detail", not(containsString("secret")));
    }

    @Test
    void shouldPageThroughAList() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            created.add(post("acc_pages", GOOD).jsonPath().getString("id"));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Response page = as("acc_pages").get("/v1/notes?limit=3&cursor=" + cursor);
            seen.addAll(page.jsonPath().getList("items"));
            cursor = page.jsonPath().getString("nextCursor");
        }
        assertEquals(created, seen);
    }

    @Test
    void shouldHaveTheEffectOnceAndRepeatTheReply() {
        Response first = post(TestTokens.account("acc_idem"), "key-1", GOOD);
        Response second = post(TestTokens.account("acc_idem"), "key-1", GOOD);
        first.then().statusCode(202).header("Location", startsWith("/v1/notes/note_"));
        assertNull(first.header("Idempotency-Replayed"));
        second.then().statusCode(202).header("Idempotency-Replayed", "true");
        assertEquals(first.asString(), second.asString());
        assertEquals(first.header("Location"), second.header("Location"));
        assertEquals(1, database.count("select count(*) from note where account_id = 'acc_idem'"));
    }

    @Test
    void shouldRefuseTheKeyOfAnotherRequest() {
        post(TestTokens.account("acc_1"), "key-2", GOOD).then().statusCode(202);
        post(TestTokens.account("acc_1"), "key-2", GOOD.replace("hello", "bye"))
                .then()
                .statusCode(422)
                .contentType(PROBLEM)
                .body("type", equalTo("https://hostmesh.io/problems/idempotency-key-reused"));
        post(TestTokens.account("acc_2"), "key-2", GOOD.replace("hello", "bye"))
                .then()
                .statusCode(202);
    }

    @Test
    void shouldPublishWithTheRequestsCorrelationAndAccount() {
        try (TestTopics topics = TestTopics.connect()) {
            String id = as("acc_events")
                    .header("X-Request-Id", "req_correlated")
                    .contentType("application/json")
                    .body(GOOD)
                    .post("/v1/notes")
                    .jsonPath()
                    .getString("id");
            Event<TicketEvent.Closed> closed =
                    topics.await(Topic.TICKETS, TicketEvent.Closed.class, event -> event.subject()
                            .equals(id));
            assertEquals("req_correlated", closed.correlationId());
            assertEquals("acc_events", closed.accountId());
            assertEquals("/kit", closed.source());
            assertNull(closed.causationId());
            assertEquals(
                    1,
                    topics.events(Topic.TICKETS, TicketEvent.Opened.class, event -> event.subject()
                                    .equals(id))
                            .size());
        }
    }

    @Test
    void shouldRepeatATransactionThatLostItsOptimisticLock() {
        String id = post("acc_1", GOOD).jsonPath().getString("id");
        StringBuilder expected = new StringBuilder("hello");
        boolean repeated = false;
        // On a busy machine the transactions of a round may run one after the other: then another round follows.
        for (int round = 0; round < ROUNDS_UNTIL_A_COLLISION && !repeated; round++) {
            List<Uni<Integer>> changes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                changes.add(handler.appendTo(id, "+"));
                expected.append('+');
            }
            List<Integer> attempts =
                    Uni.join().all(changes).andFailFast().await().atMost(Duration.ofSeconds(20));
            repeated = attempts.stream().anyMatch(attempt -> attempt > 1);
            assertEquals(
                    expected.toString(),
                    database.texts("select content from note where id = ?", id).get(0));
        }
        assertTrue(repeated, "two transactions collided, and one was repeated");
    }

    @Test
    void shouldTellThatItIsReadyAndCountItself() {
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem(containsString("Kafka")));
        given().get("/q/metrics").then().statusCode(200).body(containsString("hostmesh_outbox_delay"));
        given().get("/q/openapi?format=json").then().statusCode(200).body(containsString("/v1/notes"));
    }

    private static RequestSpecification as(String account) {
        return given().header("Authorization", TestTokens.account(account));
    }

    private static Response post(String account, String body) {
        return post(TestTokens.account(account), null, body);
    }

    private static Response post(String token, @Nullable String key, String body) {
        RequestSpecification request = given().header("Authorization", token)
                .contentType("application/json")
                .body(body);
        return (key == null ? request : request.header("Idempotency-Key", key)).post("/v1/notes");
    }
}
