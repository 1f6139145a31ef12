package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What servers and groups are called, labelled and allowed. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class AttributesTest {

    private final Api api = new Api();

    @Inject
    DataSource database;

    private static RequestSpecification operator() {
        return given().header("Authorization", TestTokens.admin()).contentType("application/json");
    }

    private Response create(String name, Map<String, Object> more) {
        Map<String, Object> body =
                new HashMap<>(Map.of("name", name, "plan", "nano", "image", "workload-1", "location", "local"));
        body.putAll(more);
        return api.as().body(body).post("/v1/servers");
    }

    private void allow(Map<String, Object> quota) {
        operator().body(quota).put("/v1/quotas/" + api.account).then().statusCode(200);
    }

    /** Who had more machines than the 500 of one page found none of the others, and nothing said so. */
    @Test
    void cloudstackKubernetesProvider99ShouldListAndSelectByLabelsOnEveryPageHoweverLongTheListIs()
            throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into servers (id, account_id, name, plan_id, image_id, location_id, replaces,"
                    + " created_at, state, since, correlation_id, attempts, version, because, labels)"
                    + " select 'srv_page' || lpad(n::text, 5, '0') || '" + api.account + "', '" + api.account
                    + "', 'page-' || n, 'nano', 'workload-1', 'local', '', now(), 'failed', now(), 'request_1', 0, 1,"
                    + " 'test', case when n % 2 = 0 then '{\"env\":\"prod\",\"zone\":\"a\"}' else '{\"env\":\"test\"}'"
                    + " end from generate_series(1, 1201) n");
        }
        List<String> all = onEveryPage(Map.of("limit", 200));
        assertEquals(1201, all.size());
        assertEquals(all, onEveryPage(Map.of()), "with pages of any size");
        List<String> prod = onEveryPage(Map.of("limit", 200, "labelSelector", "env=prod,zone in (a,b),!canary"));
        assertEquals(600, prod.size());
        for (List<String> found : List.of(all, prod)) {
            assertEquals(found.stream().sorted().distinct().toList(), found);
        }
        api.as()
                .queryParam("labelSelector", "zone notin (a)")
                .queryParam("name", "page-3")
                .queryParam("state", "failed")
                .queryParam("location", "local")
                .get("/v1/servers")
                .then()
                .body("items.name", equalTo(List.of("page-3")));
        api.as()
                .queryParam("labelSelector", "env is prod")
                .queryParam("state", "asleep")
                .queryParam("limit", 0)
                .queryParam("cursor", "*")
                .get("/v1/servers")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("labelSelector", "state", "limit", "cursor"));
    }

    /** The ids of servers on all pages, to the last one. */
    private List<String> onEveryPage(Map<String, Object> query) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            RequestSpecification request = api.as().queryParams(query);
            JsonPath page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/v1/servers")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            ids.addAll(page.getList("items.id"));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        return ids;
    }

    @Test
    void shouldLabelAndProtectGroupsAndNotGrowThemOnARetiredPlan() {
        String plan = "r-" + api.account.replace('_', '-');
        operator()
                .body(Map.of("id", plan, "vcpus", 0.1, "memoryMegabytes", 64))
                .post("/v1/plans")
                .then()
                .statusCode(201);
        Map<String, Object> body = new HashMap<>(
                Map.of("name", "web", "plan", plan, "image", "workload-1", "location", "fake", "min", 1, "max", 3));
        body.put("labels", Map.of("env", "prod"));
        body.put("deletionProtection", true);
        String id = api.as()
                .body(body)
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .body("labels.env", equalTo("prod"))
                .extract()
                .path("id");
        api.awaitRunning(id, 1);
        String member = api.members(id, "running").get(0);
        assertEquals("prod", api.server(member).getString("labels.env"));
        for (String selector : List.of("env=prod", "env=test")) {
            api.as()
                    .queryParam("labelSelector", selector)
                    .get("/v1/groups")
                    .then()
                    .statusCode(200)
                    .body("items.id", equalTo(selector.equals("env=prod") ? List.of(id) : List.of()));
        }
        api.as()
                .queryParam("labelSelector", "env is prod")
                .queryParam("limit", 201)
                .get("/v1/groups")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("labelSelector", "limit"));
        operator()
                .body(Map.of("retired", true))
                .patch("/v1/plans/" + plan)
                .then()
                .statusCode(200);
        api.as()
                .body(Map.of("type", "grow"))
                .post("/v1/groups/" + id + "/actions")
                .then()
                .statusCode(422)
                .body("type", equalTo("https://hostmesh.io/problems/plan-retired"));
        assertEquals("plan-retired", api.activities(id).get(0).get("reason"));
        api.as()
                .delete("/v1/groups/" + id)
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/deletion-protected"));
        api.as()
                .body(Map.of("labels", Map.of("env", "test"), "deletionProtection", false))
                .patch("/v1/groups/" + id)
                .then()
                .statusCode(202)
                .body("labels.env", equalTo("test"))
                .body("members.id", equalTo(List.of(member)));
        assertUnchanged(api.as(), "/v1/groups/" + id, Map.of("labels", Map.of("env", "test"), "min", 1, "name", "web"));
        api.as().delete("/v1/groups/" + id).then().statusCode(202);
    }

    @Test
    void shouldChangeNameLabelsAndProtection() {
        String id = create("first", Map.of("deletionProtection", true, "labels", Map.of("env", "prod")))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        create("first", Map.of())
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/name-taken"));
        api.awaitState(id, "running");
        api.as()
                .delete("/v1/servers/" + id)
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/deletion-protected"));
        api.as()
                .body(Map.of("name", "a b", "labels", Map.of("-x", "y")))
                .patch("/v1/servers/" + id)
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("name", "labels.-x"));
        String tag = api.as().get("/v1/servers/" + id).header("ETag");
        Map<String, Object> change = Map.of("name", "second", "labels", Map.of(), "deletionProtection", false);
        api.as()
                .header("If-Match", "\"0\"")
                .body(change)
                .patch("/v1/servers/" + id)
                .then()
                .statusCode(412);
        new Api().as().body(change).patch("/v1/servers/" + id).then().statusCode(404);
        api.as()
                .header("If-Match", tag)
                .body(change)
                .patch("/v1/servers/" + id)
                .then()
                .statusCode(200);
        assertUnchanged(api.as(), "/v1/servers/" + id, change);
        assertEquals("second", api.server(id).getString("name"));
        assertEquals(Map.of(), api.server(id).getMap("labels"));
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
    }

    /** A change that changes nothing is done, and nobody who read the object before needs to read it again. */
    private static void assertUnchanged(RequestSpecification caller, String path, Map<String, Object> change) {
        String before = operator().get(path).header("ETag");
        assertTrue(before != null, path);
        int status = caller.body(change).patch(path).statusCode();
        assertTrue(status == 200 || status == 202, path + " " + status);
        assertEquals(before, operator().get(path).header("ETag"), path);
    }

    @Test
    void shouldNotExceedAQuotaHoweverManyAskAtOnce() {
        allow(Map.of("servers", 3, "vcpus", 50));
        String quotaTag = api.as().get("/v1/quotas").header("ETag");
        allow(Map.of("servers", 3, "vcpus", 50.0));
        assertEquals(quotaTag, api.as().get("/v1/quotas").header("ETag"));
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            String name = "race-" + number;
            answers.add(
                    CompletableFuture.supplyAsync(() -> create(name, Map.of()).statusCode()));
        }
        List<Integer> statuses =
                answers.stream().map(CompletableFuture::join).sorted().toList();
        assertEquals(List.of(202, 202, 202, 409, 409, 409, 409, 409), statuses);
        api.as()
                .get("/v1/quotas")
                .then()
                .statusCode(200)
                .body("limits.servers", equalTo(3))
                .body("used.servers", equalTo(3))
                .body("used.memoryMegabytes", equalTo(192));
        new Api().as().get("/v1/quotas/" + api.account).then().statusCode(404);
        operator().get("/v1/quotas/nobody").then().statusCode(404);
        api.as()
                .body(Map.of("servers", 9))
                .put("/v1/quotas/" + api.account)
                .then()
                .statusCode(403);
        operator()
                .body(Map.of("servers", -1, "vcpus", 0.0001))
                .put("/v1/quotas/" + api.account)
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("servers", "vcpus"));
        api.as().get("/v1/servers").jsonPath().<String>getList("items.id").forEach(id -> api.as()
                .delete("/v1/servers/" + id));
    }

    @Test
    void shouldDeclineToGrowAGroupBeyondAQuota() {
        allow(Map.of("servers", 2));
        api.as()
                .body(Map.of(
                        "name",
                        "large",
                        "plan",
                        "nano",
                        "image",
                        "workload-1",
                        "location",
                        "local",
                        "min",
                        3,
                        "max",
                        5))
                .post("/v1/groups")
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/quota-exceeded"));
        String group = api.createGroup(1, 5);
        api.awaitRunning(group, 1);
        api.as()
                .body(Map.of("type", "grow", "by", 2))
                .post("/v1/groups/" + group + "/actions")
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/quota-exceeded"));
        assertEquals(1, api.group(group).getInt("size"));
        assertEquals(1, api.group(group).getInt("desired"));
        GroupEvent.ScalingDeclined declined = Api.TOPICS
                .await(Topic.GROUPS, GroupEvent.ScalingDeclined.class, event -> event.data()
                        .groupId()
                        .equals(group))
                .data();
        assertEquals("quota-exceeded", declined.reason());
        assertTrue(
                api.activities(group).stream().anyMatch(activity -> "quota-exceeded".equals(activity.get("reason"))));
        api.as()
                .body(Map.of("type", "grow", "by", 1))
                .post("/v1/groups/" + group + "/actions")
                .then()
                .statusCode(202);
        api.as().delete("/v1/groups/" + group).then().statusCode(202);
    }

    @Test
    void shouldKeepAServersVersionOfItsPlanAndRefuseRetiredOnes() {
        String plan = "p-" + api.account.replace('_', '-');
        Map<String, Object> size = Map.of("id", plan, "vcpus", 0.1, "memoryMegabytes", 64);
        api.as().body(size).post("/v1/plans").then().statusCode(403);
        operator().body(size).post("/v1/plans").then().statusCode(201).body("version", equalTo(1));
        operator().body(size).post("/v1/plans").then().statusCode(409);
        operator()
                .body(Map.of("id", "A", "vcpus", 0))
                .post("/v1/plans")
                .then()
                .statusCode(400)
                .body("errors.field", containsInAnyOrder("id", "vcpus", "memoryMegabytes"));
        String id = create("old", Map.of("plan", plan))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        operator()
                .body(Map.of("vcpus", 0.2, "memoryMegabytes", 96))
                .post("/v1/plans/" + plan + "/versions")
                .then()
                .statusCode(201);
        assertEquals(1, api.server(id).getInt("planVersion"));
        api.as().get("/v1/plans/" + plan).then().body("version", equalTo(2)).body("memoryMegabytes", equalTo(96));
        api.as().get("/v1/plans/" + plan + "/versions").then().body("items.version", equalTo(List.of(1, 2)));
        operator()
                .body(Map.of("retired", true))
                .patch("/v1/plans/" + plan)
                .then()
                .statusCode(200);
        assertUnchanged(operator(), "/v1/plans/" + plan, Map.of("retired", true));
        create("new", Map.of("plan", plan))
                .then()
                .statusCode(422)
                .body("type", equalTo("https://hostmesh.io/problems/plan-retired"))
                .body("errors.field", hasItem("plan"));
        assertNull(api.as().get("/v1/plans?limit=200").jsonPath().get("items.find { it.id == '" + plan + "' }"));
        api.awaitState(id, "running");
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
        Await.until(
                "the use to be gone",
                () -> api.as().get("/v1/quotas").jsonPath().getInt("used.servers") == 0);
    }

    @Test
    void shouldNotExceedAQuotaByAResize() {
        allow(Map.of("vcpus", 0.3));
        String id = create("tight", Map.of("location", "fake"))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        api.awaitState(id, "running");
        api.act(id, Map.of("type", "resize", "plan", "medium"))
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/quota-exceeded"));
        assertEquals("nano", api.server(id).getString("plan"));
        api.done(id, Map.of("type", "resize", "plan", "small"));
        assertEquals(0.25f, api.as().get("/v1/quotas").jsonPath().getFloat("used.vcpus"));
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
    }
}
