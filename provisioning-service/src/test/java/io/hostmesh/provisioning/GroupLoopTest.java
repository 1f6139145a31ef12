package io.hostmesh.provisioning;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AccountEvent;
import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.Money;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.teststack.Await;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class GroupLoopTest {

    private final Api api = new Api();

    @Inject
    DataSource database;

    private Event<GroupEvent.Scaled> awaitScaled(String groupId, int to) {
        return Api.TOPICS.await(
                Topic.GROUPS,
                GroupEvent.Scaled.class,
                event -> event.data().groupId().equals(groupId) && event.data().to() == to);
    }

    @Test
    void shouldGrowOnOverloadOnceAndShrinkWhenTheLoadIsGone() {
        String id = api.createGroup(1, 4);
        api.awaitRunning(id, 1);
        Event<AlertEvent.Fired> alert = api.load(id, Kind.OVERLOAD, 1, 150);
        Event<GroupEvent.Scaled> scaled = awaitScaled(id, 3);
        assertEquals(alert.correlationId(), scaled.correlationId());
        assertEquals(alert.id(), scaled.causationId());
        assertEquals(1, scaled.data().from());
        assertEquals(2, scaled.data().serverIds().size());
        Api.TOPICS.publish(alert);
        api.awaitRunning(id, 3);
        for (String member : scaled.data().serverIds()) {
            Event<ServerEvent.Provisioned> provisioned =
                    Api.TOPICS.await(Topic.SERVERS, ServerEvent.Provisioned.class, event -> event.data()
                            .serverId()
                            .equals(member));
            assertEquals(alert.correlationId(), provisioned.correlationId());
        }
        Map<String, Object> grown = api.activities(id).stream()
                .filter(activity -> activity.get("kind").equals("grow"))
                .findFirst()
                .orElseThrow();
        assertEquals(alert.correlationId(), grown.get("correlationId"));
        assertTrue(grown.get("because").toString().contains("150.0"));
        Await.until("the group to shrink", () -> {
            api.load(id, Kind.UNDERLOAD, 3, 5);
            return api.members(id, "running").size() == 1;
        });
        awaitScaled(id, 1);
        Await.until("the size to follow", () -> api.group(id).getInt("size") == 1);
        assertEquals(
                1,
                Api.TOPICS
                        .events(
                                Topic.GROUPS,
                                GroupEvent.Scaled.class,
                                event -> event.data().groupId().equals(id)
                                        && event.data().to() > event.data().from())
                        .size());
        api.deleteGroup(id);
    }

    @Test
    void shouldBeginWithMoreMembersThanAStackHasRoomFor() {
        Api many = new Api();
        String id = many.as()
                .body(Map.of(
                        "name",
                        "many",
                        "plan",
                        "nano",
                        "image",
                        "workload-1",
                        "location",
                        "fake",
                        "min",
                        120,
                        "max",
                        120))
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        assertEquals(120, many.group(id).getInt("size"));
        many.as().delete("/v1/groups/" + id).then().statusCode(202);
    }

    @Test
    void shouldReplaceAKilledMemberInTheCorrelationOfItsFailure() {
        String id = api.createGroup(2, 2);
        api.awaitRunning(id, 2);
        String killed = api.members(id, "running").get(0);
        ProcessHandle.of(Api.pid(killed)).orElseThrow().destroyForcibly();
        Event<ServerEvent.Failed> failed =
                Api.TOPICS.await(Topic.SERVERS, ServerEvent.Failed.class, event -> event.data()
                        .serverId()
                        .equals(killed));
        Event<ServerEvent.Replaced> replaced =
                Api.TOPICS.await(Topic.SERVERS, ServerEvent.Replaced.class, event -> event.data()
                        .serverId()
                        .equals(killed));
        assertEquals(failed.correlationId(), replaced.correlationId());
        assertEquals(killed, replaced.subject());
        api.awaitRunning(id, 2);
        api.awaitState(killed, "deleted");
        ServerEvent.Deleted deletion = Api.awaitEvent(ServerEvent.Deleted.class, killed);
        assertEquals(
                List.of(killed), api.server(replaced.data().replacementId()).getList("replaces"));
        List<Event<ServerEvent.Deleted>> deleted =
                Api.TOPICS.events(Topic.SERVERS, ServerEvent.Deleted.class, event -> event.data()
                        .serverId()
                        .equals(killed));
        assertEquals(1, deleted.size());
        assertEquals(failed.data().occurredAt(), deletion.occurredAt());
        api.deleteGroup(id);
    }

    @Test
    void shouldDeclineUnderASpendLimitUntilReinstated() {
        String id = api.createGroup(1, 4);
        api.awaitRunning(id, 1);
        Money limit = new Money("10.00", "EUR");
        Api.TOPICS.publish(
                Cause.start("budget-1", api.account),
                api.account,
                new AccountEvent.SpendLimitReached("bgt_1", limit, limit, Instant.now()));
        Await.until("creation to be refused", () -> "https://hostmesh.io/problems/spend-limit-reached"
                .equals(api.as()
                        .body(Map.of(
                                "name",
                                "x" + System.nanoTime(),
                                "plan",
                                "nano",
                                "image",
                                "workload-1",
                                "location",
                                "local"))
                        .post("/v1/servers")
                        .path("type")));
        api.load(id, Kind.OVERLOAD, 1, 150);
        api.load(id, Kind.OVERLOAD, 1, 160);
        Event<GroupEvent.ScalingDeclined> declined =
                Api.TOPICS.await(Topic.GROUPS, GroupEvent.ScalingDeclined.class, event -> event.data()
                        .groupId()
                        .equals(id));
        assertEquals("spend-limit-reached", declined.data().reason());
        api.as()
                .body(Map.of("type", "grow"))
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("https://hostmesh.io/problems/spend-limit-reached"));
        Api.TOPICS.publish(
                Cause.start("budget-2", api.account),
                api.account,
                new AccountEvent.Reinstated("the budget was raised", Instant.now()));
        Await.until("growth", () -> {
            api.load(id, Kind.OVERLOAD, 1, 150);
            return api.group(id).getInt("desired") == 3;
        });
        assertEquals(
                1,
                api.activities(id).stream()
                        .filter(activity -> "spend-limit-reached".equals(activity.get("reason")))
                        .filter(activity -> activity.containsKey("figures"))
                        .count());
        api.deleteGroup(id);
    }

    @Test
    void shouldLetAServerAskOnlyForItsOwnGroup() {
        String id = api.createGroup(1, 2);
        String member = api.group(id).getString("members[0].id");
        Map<String, Object> grow = Map.of("type", "grow", "by", 1, "because", "my queue is long");
        api.asServer(member, "grp_other")
                .body(grow)
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(403);
        api.asServer(member, id).get("/v1/groups/" + id).then().statusCode(403);
        api.asServer(member, id)
                .body(grow)
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(202);
        assertEquals(2, api.group(id).getInt("desired"));
        assertTrue(api.activities(id).stream()
                .anyMatch(activity -> activity.get("because").toString().contains("my queue is long")));
        api.asServer(member, id)
                .body(grow)
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(409);
        api.as()
                .body(Map.of("type", "stop"))
                .post("/v1/servers/" + member + "/actions")
                .then()
                .statusCode(409);
        api.deleteGroup(id);
    }

    @Test
    void shouldChangeAGroupWithinItsVersion() {
        String id = api.createGroup(1, 2);
        Api other = new Api();
        other.as().get("/v1/groups/" + id).then().statusCode(404);
        other.as().get("/v1/groups/" + id + "/activities").then().statusCode(404);
        other.as().body(Map.of("min", 2)).patch("/v1/groups/" + id).then().statusCode(404);
        String tag = api.as().get("/v1/groups/" + id).then().extract().header("ETag");
        Response changed =
                api.as().header("If-Match", tag).body(Map.of("min", 2)).patch("/v1/groups/" + id);
        changed.then().statusCode(202).header("ETag", "\"" + changed.path("version") + "\"");
        assertNotEquals(tag, changed.header("ETag"));
        api.as()
                .header("If-Match", tag)
                .body(Map.of("min", 1))
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(412);
        api.as().body(Map.of("max", 1)).patch("/v1/groups/" + id).then().statusCode(400);
        assertEquals(2, api.group(id).getInt("size"));
        api.as()
                .body(Map.of("type", "suspend-scaling"))
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(202);
        assertEquals("suspended", api.group(id).getString("scaling"));
        api.deleteGroup(id);
    }

    @Test
    void shouldShowSimulateAndExplainPolicies() {
        String id = api.createGroup(1, 4);
        api.as()
                .body(Map.of(
                        "policies", List.of(Map.of("type", "step", "metric", "cpu", "threshold", 80, "target", 1))))
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("policies[0].target", "policies[0].steps"));
        api.as()
                .body("""
                    {"policies": [
                      {"type": "step", "metric": "queue_length", "threshold": 10, "steps": [{"from": 0, "by": 2}]},
                      {"type": "scheduled", "cron": "* * * * *", "timeZone": "Europe/Berlin", "min": 2},
                      {"type": "predictive", "metric": "cpu_utilization_percent", "target": 60}],
                     "scaleOut": {"surge": {"members": 1, "percent": 0}}, "cooldownSeconds": 5}""")
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(202)
                .body("policies.type", equalTo(List.of("step", "scheduled", "predictive")))
                .body("policies[2].mode", equalTo("forecast-only"))
                .body("scaleOut.surge.members", equalTo(1))
                .body("scaleIn.stabilizationSeconds", equalTo(1));
        api.publishPrice("medium", "36.00");
        api.as()
                .body("""
                    {"curves": [{"metric": "cpu_utilization_percent", "saturation": 100, "points": [
                       {"at": "2026-01-05T00:00:10Z", "value": 30}, {"at": "2026-01-05T00:01:10Z", "value": 150}]}],
                     "until": "2026-01-05T00:03:10Z", "members": 1,
                     "group": {"plan": "medium", "policies": [], "min": 1}}""")
                .post("/v1/groups/" + id + "/simulations")
                .then()
                .statusCode(200)
                .body("result.largest", equalTo(3))
                .body("result.events.find { it.kind == 'grow' }.at", equalTo("2026-01-05T00:01:10Z"))
                .body("result.memberSeconds", equalTo(65 + 2 * 15 + 3 * 100))
                .body("cost", equalTo(Map.of("amount", "3.95", "currency", "EUR")));
        api.as()
                .body("{\"past\": {\"from\": \"2026-01-05T00:00:00Z\", \"to\": \"2026-01-05T01:00:00Z\"}}")
                .post("/v1/groups/" + id + "/simulations")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("past"))
                .body("errors[0].message", containsString("/v1/metrics/query?group=" + id + "&metric="))
                .body("errors[0].message", containsString("&step=300&across=sum"));
        api.as()
                .body("""
                    {"curves": [{"metric": "a", "points": [
                       {"at": "2026-01-05T00:00:00Z", "value": 1}, {"at": "2026-01-05T00:00:10Z", "value": 1}]}],
                     "group": {"plan": "nope", "desired": 99}}""")
                .post("/v1/groups/" + id + "/simulations")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("group.desired", "group.plan")));
        api.as().get("/v1/groups/" + id + "/forecast").then().statusCode(200).body("items[0].historyHours", equalTo(0));
        Await.until("the forecast to be explained", () -> !api.as()
                .get("/v1/groups/" + id + "/activities?kind=keep")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.evaluation.wishes")
                .isEmpty());
        api.as().get("/v1/groups/" + id + "/activities?kind=x").then().statusCode(400);
        api.deleteGroup(id);
    }

    @Test
    void shouldSimulateWhatAGroupCarried() throws SQLException {
        String id = api.createGroup(1, 4);
        Instant past = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.DAYS);
        carried(id, past, 150);
        carried(id, past.plusSeconds(300), 20);
        carried(id, past.plusSeconds(1200), 240);
        assertEquals(
                Map.of(past.plusSeconds(120), 3, past.plusSeconds(1200), 4),
                growths(id, past.plusSeconds(120), past.plusSeconds(1500)));
        api.as()
                .body(Map.of(
                        "past",
                        Map.of(
                                "from",
                                past.toString(),
                                "to",
                                past.plusSeconds(1500).toString())))
                .post("/v1/groups/" + id + "/simulations")
                .then()
                .statusCode(200)
                .body("unknown.from", equalTo(List.of(past.plusSeconds(600).toString())))
                .body("unknown.to", equalTo(List.of(past.plusSeconds(1200).toString())));
        api.awaitRunning(id, 1);
        Instant now = Instant.now();
        api.load(id, Kind.OVERLOAD, 1, 150);
        awaitScaled(id, 3);
        assertEquals(
                List.of(3), List.copyOf(growths(id, now, now.plusSeconds(600)).values()));
        api.deleteGroup(id);
    }

    private void carried(String groupId, Instant at, double mean) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into group_loads (group_id, metric, at, mean, peak, figures) values ('" + groupId
                    + "', 'cpu_utilization_percent', '" + at + "', " + mean + ", " + mean + ", 1)");
        }
    }

    /** When one member would have become more in a stretch of the group's past, and how many. */
    private Map<Instant, Integer> growths(String groupId, Instant from, Instant to) {
        List<Map<String, Object>> grown = api.as()
                .body(Map.of("past", Map.of("from", from.toString(), "to", to.toString()), "members", 1))
                .post("/v1/groups/" + groupId + "/simulations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("result.events.findAll { it.kind == 'grow' }");
        return grown.stream()
                .collect(Collectors.toMap(
                        event -> Instant.parse(event.get("at").toString()), event -> (Integer) event.get("to")));
    }

    @Test
    void shouldReplaceItsMembersWhenTheTemplateChangesButNotTheProtectedOne() {
        String id = api.createGroup(2, 3);
        api.awaitRunning(id, 2);
        String kept = api.members(id, "running").get(0);
        String member = "/v1/groups/" + id + "/members/" + kept;
        api.as().body(Map.of()).put(member).then().statusCode(400);
        api.as()
                .body(Map.of("protected", true))
                .put("/v1/groups/" + id + "/members/srv_none")
                .then()
                .statusCode(404);
        api.as().body(Map.of("protected", true)).put(member).then().statusCode(202);
        assertEquals(List.of(kept), api.group(id).getList("members.findAll { it.protected }.id"));
        api.as()
                .body(Map.of("desired", 4, "update", Map.of("maxUnavailable", "101%")))
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("desired", "update.maxUnavailable"));
        api.as()
                .body(Map.of("type", "pause-update"))
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/no-update"));
        api.as()
                .body(Map.of("plan", "small", "update", Map.of("maxUnavailable", "50%")))
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(202);
        Await.until(
                "the other member to be replaced",
                () -> api.group(id).getString("update.because").contains("protected")
                        && api.group(id).getInt("size") == 2);
        assertEquals("rolling", api.group(id).getString("update.state"));
        assertEquals(1, api.group(id).getInt("update.replaced"));
        assertEquals(2, api.group(id).getInt("update.of"));
        assertTrue(api.members(id, "running").contains(kept));
        api.as().body(Map.of("protected", false)).put(member).then().statusCode(202);
        Await.until("the update to end", () -> "done".equals(api.group(id).getString("update.state")));
        assertEquals(List.of(2, 2), api.group(id).getList("members.findAll { it.state == 'running' }.revision"));
        String correlation = api.group(id).getString("update.correlationId");
        assertTrue(api.activities(id).stream()
                .filter(activity -> activity.get("kind").equals("update"))
                .allMatch(activity -> correlation.equals(activity.get("correlationId"))));
        api.deleteGroup(id);
    }
}
