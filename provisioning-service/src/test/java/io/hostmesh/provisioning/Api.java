package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.Money;
import io.hostmesh.contracts.PriceEvent;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.hostmesh.teststack.TestTopics;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What tests do with the service from outside, as one account that no other test uses. */
final class Api {

    static final TestTopics TOPICS = TestTopics.connect();

    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    final String account = String.format(Locale.ROOT, "acc_test%03d", ACCOUNTS.incrementAndGet());

    /** The first event of that type about a server. */
    static <T extends ServerEvent> T awaitEvent(Class<T> type, String serverId) {
        return TOPICS.await(
                        Topic.SERVERS, type, event -> event.data().serverId().equals(serverId))
                .data();
    }

    RequestSpecification as() {
        return given().header("Authorization", TestTokens.account(account)).contentType("application/json");
    }

    RequestSpecification asServer(String serverId, String groupId) {
        return given().header("Authorization", TestTokens.server(serverId, account, groupId))
                .contentType("application/json");
    }

    String createServer(String name) {
        return as().body(Map.of("name", name, "plan", "small", "image", "workload-1", "location", "local"))
                .post("/v1/servers")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    String createGroup(int min, int max) {
        return as().body(Map.of(
                        "name",
                        "web",
                        "plan",
                        "nano",
                        "image",
                        "workload-1",
                        "location",
                        "local",
                        "min",
                        min,
                        "max",
                        max,
                        "targetTracking",
                        Map.of("metric", "cpu_utilization_percent", "target", 60),
                        "scaleIn",
                        Map.of("stabilizationSeconds", 1),
                        "warmUpSeconds",
                        0))
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    JsonPath server(String id) {
        return as().get("/v1/servers/" + id).then().statusCode(200).extract().jsonPath();
    }

    Response act(String serverId, Map<String, Object> action) {
        return as().body(action).post("/v1/servers/" + serverId + "/actions");
    }

    JsonPath awaitAction(String id, String state) {
        Await.until(
                id + " " + state,
                () -> as().get("/v1/actions/" + id).path("state").equals(state));
        return as().get("/v1/actions/" + id).jsonPath();
    }

    /** Publishes what a server with that plan costs, in EUR, and waits until that is known. */
    void publishPrice(String plan, String perHour) {
        TOPICS.publish(
                Cause.start("price-" + plan, null),
                plan,
                new PriceEvent.Published(
                        plan,
                        "prc_" + plan,
                        new Money(perHour, "EUR"),
                        Instant.now().minusSeconds(60)));
        Await.until(
                "the price of " + plan,
                () -> perHour.equals(as().get("/v1/plans/" + plan).path("pricePerHour.amount")));
    }

    /** Has it done, and waits for that. */
    void done(String serverId, Map<String, Object> action) {
        String id = act(serverId, action).then().statusCode(202).extract().path("id");
        awaitAction(id, "completed");
    }

    JsonPath group(String id) {
        return as().get("/v1/groups/" + id).then().statusCode(200).extract().jsonPath();
    }

    List<Map<String, Object>> activities(String groupId) {
        return as().get("/v1/groups/" + groupId + "/activities?limit=200")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
    }

    void awaitState(String serverId, String state) {
        Await.until(
                serverId + " " + state,
                () -> server(serverId).getString("state").equals(state));
    }

    List<String> members(String groupId, String state) {
        return group(groupId).getList("members.findAll { it.state == '" + state + "' }.id");
    }

    void awaitRunning(String groupId, int members) {
        Await.until(
                groupId + " has " + members + " running",
                () -> members(groupId, "running").size() == members);
    }

    /** Fires an alert about the load of a group, measured now, and returns the event. */
    Event<AlertEvent.Fired> load(String groupId, Kind kind, int measured, double value) {
        String alertId = "alt_" + groupId + kind;
        Instant now = Instant.now();
        return TOPICS.publish(
                Cause.start("load-" + alertId + now.toEpochMilli(), account),
                groupId,
                new AlertEvent.Fired(
                        alertId,
                        kind,
                        new Scope(groupId, null),
                        "load",
                        new Measurement("cpu_utilization_percent", value, 60, measured, 0, now, now),
                        List.of(),
                        now));
    }

    static long pid(String serverId) {
        try {
            String text =
                    Files.readString(ProvisioningStack.SERVERS.resolve(serverId).resolve("process"));
            return Long.parseLong(text.strip().split(" ", -1)[0]);
        } catch (IOException e) {
            throw new IllegalStateException("expected the process of " + serverId, e);
        }
    }

    /** The machines that run for that server. */
    static long processes(String serverId) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("-Dhostmesh.server=" + serverId))
                .filter(process -> !Objects.equals(
                        process.info()
                                .command()
                                .map(Path::of)
                                .map(Path::getFileName)
                                .map(Path::toString)
                                .orElse(""),
                        "dash"))
                .filter(process -> !process.info().command().orElse("").endsWith("/sh"))
                .count();
    }

    /** Deletes a group and waits until the topic says that it is gone. */
    void deleteGroup(String id) {
        as().delete("/v1/groups/" + id).then().statusCode(202);
        Await.until(id + " deleted", () -> group(id).getString("state").equals("deleted"));
        TOPICS.await(Topic.GROUPS, GroupEvent.Deleted.class, event -> event.data()
                .groupId()
                .equals(id));
    }
}
