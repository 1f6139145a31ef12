package io.hostmesh.provisioning.group;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.ProvisioningStack;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes in one batch and is decided about in one transaction: each decision counts those before it. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class LoadAlertBatchTest {

    @Inject
    LoadAlertHandler handler;

    @Inject
    Transactions transactions;

    @Test
    void shouldCountWhatAnotherGroupOfTheAccountTookInTheSameBatch() {
        String account = "acc_batch001";
        allow(account, 4);
        String one = createGroup(account, "one");
        String other = createGroup(account, "other");
        Instant now = Instant.now();
        decide(overload(account, one, "alt_one", 150, now), overload(account, other, "alt_other", 150, now));
        assertEquals(List.of("grow 1 3"), outcomes(account, one));
        assertEquals(List.of("decline 1 1 quota-exceeded"), outcomes(account, other));
        assertEquals(4, as(account).get("/v1/quotas").jsonPath().getInt("used.servers"));
    }

    @Test
    void shouldLeaveTheMachinesOfAScarcePlanThatAnotherGroupTookInTheSameBatch() {
        String account = "acc_batch003";
        allow(account, 20);
        scarcePlan("batch-scarce", 4);
        String one = createGroup(account, "one", "batch-scarce");
        String other = createGroup(account, "other", "batch-scarce");
        Instant now = Instant.now();
        decide(overload(account, one, "alt_scarce1", 150, now), overload(account, other, "alt_scarce2", 150, now));
        assertEquals(List.of("grow 1 3"), outcomes(account, one));
        assertEquals(List.of("decline 1 1 units-exhausted"), outcomes(account, other));
        retire("batch-scarce"); // Others look at the plans that are offered.
    }

    /** There would be room for either by itself. Whose group it is does not depend on what the alert says. */
    @Test
    void shouldCountWhatTheFirstOfTwoAlertsAboutAGroupTookInTheSameBatch() {
        String account = "acc_batch002";
        allow(account, 3);
        String group = createGroup(account, "both");
        Instant now = Instant.now();
        Event<?> first = overload(null, group, "alt_first", 150, now);
        decide(first, overload("acc_another", group, "alt_second", 270, now.plusSeconds(60)), first);
        assertEquals(List.of("grow 1 3", "decline 3 3 quota-exceeded"), outcomes(account, group));
        assertEquals(3, as(account).get("/v1/quotas").jsonPath().getInt("used.servers"));
    }

    /** The whole batch is refused then, and each is handled by itself. */
    @Test
    void shouldDecideOnceAboutAnAlertThatComesAgainInABatchWithOthers() {
        String account = "acc_batch004";
        String one = createGroup(account, "one");
        String other = createGroup(account, "other");
        Instant now = Instant.now();
        Event<?> first = overload(account, one, "alt_once", 150, now);
        Event<?> second = overload(account, other, "alt_new", 150, now);
        decide(first);
        assertThrows(RuntimeException.class, () -> decide(second, first));
        assertEquals(List.of(), outcomes(account, other));
        for (Event<?> each : List.of(second, first)) {
            handler.handle(each).await().atMost(Duration.ofSeconds(10));
        }
        assertEquals(List.of("grow 1 3"), outcomes(account, one));
        assertEquals(List.of("grow 1 3"), outcomes(account, other));
        assertEquals(3, as(account).get("/v1/groups/" + one).jsonPath().getInt("desired"));
    }

    @Test
    void shouldStopOnlyGroupsWhoseOwnerMaySpendNoMore() {
        String spent = "acc_batch005";
        String saving = "acc_batch006";
        String one = createGroup(spent, "one");
        String other = createGroup(saving, "other");
        limit(spent);
        Instant now = Instant.now();
        // Whom an alert names does not matter, but whose the group is.
        decide(overload(saving, one, "alt_spent", 150, now), overload(saving, other, "alt_saving", 150, now));
        assertEquals(List.of("decline 1 1 spend-limit-reached"), outcomes(spent, one));
        assertEquals(List.of("grow 1 3"), outcomes(saving, other));
    }

    private void limit(String account) {
        transactions
                .inTransaction(session -> session.createNativeQuery("insert into spend_limits (account_id, budget_id,"
                                + " because, reached_at) values (:account, 'bgt_1', 'budget bgt_1 is used up', now())")
                        .setParameter("account", account)
                        .executeUpdate())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private void decide(Event<?>... together) {
        handler.handle(List.of(together)).await().atMost(Duration.ofSeconds(10));
    }

    private static Event<?> overload(
            @Nullable String account, String groupId, String alertId, double percent, Instant at) {
        Measurement measured = new Measurement("cpu_utilization_percent", percent, 60, 1, 0, at, at);
        AlertEvent.Fired fired =
                new AlertEvent.Fired(alertId, Kind.OVERLOAD, new Scope(groupId, null), "load", measured, List.of(), at);
        return new Event<>(
                UUID.randomUUID().toString(),
                EventTypes.of(fired),
                "/monitoring",
                alertId,
                at,
                "cor_" + alertId,
                null,
                account,
                null,
                fired);
    }

    private static RequestSpecification as(String account) {
        return given().header("Authorization", TestTokens.account(account)).contentType("application/json");
    }

    private static void allow(String account, int servers) {
        given().header("Authorization", TestTokens.admin())
                .contentType("application/json")
                .body(Map.of("servers", servers))
                .put("/v1/quotas/" + account)
                .then()
                .statusCode(200);
    }

    private static void scarcePlan(String id, int machines) {
        given().header("Authorization", TestTokens.admin())
                .contentType("application/json")
                .body(Map.of(
                        "id",
                        id,
                        "vcpus",
                        0.1,
                        "memoryMegabytes",
                        64,
                        "scarce",
                        true,
                        "units",
                        Map.of("fake", machines)))
                .post("/v1/plans")
                .then()
                .statusCode(201);
    }

    private static void retire(String plan) {
        given().header("Authorization", TestTokens.admin())
                .contentType("application/json")
                .body(Map.of("retired", true))
                .patch("/v1/plans/" + plan)
                .then()
                .statusCode(200);
    }

    private static String createGroup(String account, String name) {
        return createGroup(account, name, "nano");
    }

    /** With one member, which runs. */
    private static String createGroup(String account, String name, String plan) {
        Map<String, Object> wanted = Map.of(
                "name",
                name,
                "plan",
                plan,
                "image",
                "workload-1",
                "location",
                "fake",
                "min",
                1,
                "max",
                9,
                "targetTracking",
                Map.of("metric", "cpu_utilization_percent", "target", 60),
                "warmUpSeconds",
                0);
        String id = as(account)
                .body(wanted)
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        Await.until("a member of " + name + " to run", () -> as(account)
                .get("/v1/groups/" + id)
                .jsonPath()
                .getList("members.state")
                .equals(List.of("running")));
        return id;
    }

    /** What was decided about its load, the oldest first. */
    private static List<String> outcomes(String account, String group) {
        List<Map<String, Object>> newestFirst = as(account)
                .get("/v1/groups/" + group + "/activities")
                .jsonPath()
                .getList("items");
        return newestFirst.stream()
                .filter(activity -> !"create".equals(activity.get("kind")))
                .map(activity -> activity.get("kind") + " " + activity.get("from") + " " + activity.get("to")
                        + (activity.get("reason") == null ? "" : " " + activity.get("reason")))
                .sorted(Collections.reverseOrder())
                .toList();
    }
}
