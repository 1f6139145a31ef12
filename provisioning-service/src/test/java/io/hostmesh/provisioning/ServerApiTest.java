package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.Standstill;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ServerApiTest {

    private final Api api = new Api();

    @Inject
    Drivers drivers;

    @Inject
    DataSource database;

    @Test
    void shouldLiveFromRequestToDeletion() {
        String id = api.createServer("web-1");
        api.awaitState(id, "running");
        assertEquals(1, Api.processes(id));
        ServerEvent.Provisioned provisioned = Api.awaitEvent(ServerEvent.Provisioned.class, id);
        assertEquals(api.server(id).getString("address"), provisioned.address());
        api.as()
                .body(Map.of("type", "stop"))
                .post("/v1/servers/" + id + "/actions")
                .then()
                .statusCode(202);
        api.awaitState(id, "stopped");
        assertEquals(0, Api.processes(id));
        ServerEvent.Stopped stopped = Api.awaitEvent(ServerEvent.Stopped.class, id);
        assertTrue(stopped.occurredAt().isAfter(provisioned.occurredAt()));
        api.as()
                .body(Map.of("type", "start"))
                .post("/v1/servers/" + id + "/actions")
                .then()
                .statusCode(202);
        api.awaitState(id, "running");
        ServerEvent.Started started = Api.awaitEvent(ServerEvent.Started.class, id);
        assertTrue(started.occurredAt().isAfter(stopped.occurredAt()));
        String deletion = api.as()
                .delete("/v1/servers/" + id)
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        assertEquals(deletion, api.as().delete("/v1/servers/" + id).header("Location"));
        api.awaitState(id, "deleted");
        assertEquals(deletion, api.as().delete("/v1/servers/" + id).header("Location"));
        assertEquals(0, Api.processes(id));
        assertTrue(Api.awaitEvent(ServerEvent.Deleted.class, id).occurredAt().isAfter(started.occurredAt()));
        api.as()
                .get("/v1/servers/" + id + "/actions")
                .then()
                .statusCode(200)
                .body("items.type", equalTo(List.of("delete", "start", "stop", "create")))
                .body("items.state", equalTo(List.of("completed", "completed", "completed", "completed")));
    }

    @Test
    void shouldNameEveryWrongField() {
        api.as()
                .body(Map.of("name", "", "plan", "gigantic", "image", "none"))
                .post("/v1/servers")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("https://hostmesh.io/problems/invalid-request"))
                .body("errors.field", containsInAnyOrder("name", "plan", "image", "location"));
        api.as()
                .body(Map.of("min", 5, "max", 2, "targetTracking", Map.of("metric", "cpu", "target", -1)))
                .post("/v1/groups")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder("name", "plan", "image", "location", "max", "targetTracking.target"));
    }

    @Test
    void shouldRefuseWhoIsNotKnown() {
        given().get("/v1/servers").then().statusCode(401);
        given().header("Authorization", TestTokens.expired("acc_x"))
                .get("/v1/groups")
                .then()
                .statusCode(401);
    }

    @Test
    void shouldNotShowServersOfOthers() {
        String id = api.createServer("mine");
        Api other = new Api();
        other.as().get("/v1/servers/" + id).then().statusCode(404);
        other.as().delete("/v1/servers/" + id).then().statusCode(404);
        other.as()
                .body(Map.of("type", "stop"))
                .post("/v1/servers/" + id + "/actions")
                .then()
                .statusCode(404);
        other.as().get("/v1/servers").then().statusCode(200).body("items.size()", equalTo(0));
        api.as().get("/v1/servers").then().statusCode(200).body("items.id", hasItem(id));
        given().header("Authorization", TestTokens.admin())
                .get("/v1/servers/" + id)
                .then()
                .statusCode(200);
        api.asServer(id, "grp_none").get("/v1/servers/" + id).then().statusCode(403);
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
    }

    @Test
    void shouldCreateOnceForOneIdempotencyKey() {
        Map<String, String> body = Map.of("name", "once", "plan", "nano", "image", "workload-1", "location", "local");
        String first = api.as()
                .header("Idempotency-Key", "key-1")
                .body(body)
                .post("/v1/servers")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        api.as()
                .header("Idempotency-Key", "key-1")
                .body(body)
                .post("/v1/servers")
                .then()
                .statusCode(202)
                .body("id", equalTo(first));
        api.as()
                .header("Idempotency-Key", "key-1")
                .body(Map.of("name", "other", "plan", "nano", "image", "workload-1", "location", "local"))
                .post("/v1/servers")
                .then()
                .statusCode(422);
        api.as().get("/v1/servers").then().body("items.size()", equalTo(1));
    }

    @Test
    void shouldRefuseToChangeWhatWasChangedSince() {
        String id = api.createServer("tagged");
        api.awaitState(id, "running");
        String tag = api.as().get("/v1/servers/" + id).then().extract().header("ETag");
        api.as().header("If-Match", "\"1\"").delete("/v1/servers/" + id).then().statusCode(412);
        api.as().header("If-Match", tag).delete("/v1/servers/" + id).then().statusCode(202);
    }

    @Test
    void shouldFailAServerWhoseProcessIsKilled() throws IOException {
        String id = api.createServer("killed");
        api.awaitState(id, "running");
        Instant killedAt = Instant.now();
        ProcessHandle.of(Api.pid(id)).orElseThrow().destroyForcibly();
        ServerEvent.Failed failed = Api.awaitEvent(ServerEvent.Failed.class, id);
        assertEquals(137, failed.evidence().exitStatus());
        assertEquals("driver:process", failed.evidence().observedBy());
        assertFalse(failed.evidence().lastLogLines().isEmpty());
        assertTrue(failed.occurredAt().isAfter(killedAt.minusMillis(500)));
        Path exit = ProvisioningStack.SERVERS.resolve(id).resolve("exit");
        Instant leftAt = Files.getLastModifiedTime(exit).toInstant();
        assertTrue(
                Duration.between(leftAt, failed.occurredAt()).abs().toMillis() < 1,
                "when it ended, not when that was seen");
        assertEquals("failed", api.server(id).getString("state"));
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
        api.awaitState(id, "deleted");
    }

    @Test
    void shouldAdoptAMachineThatACrashLeftBetweenCreatedAndRecorded() throws SQLException {
        String id = "srv_adopted" + System.nanoTime();
        drivers.of("local")
                .create(new MachineSpec(
                        id, 1, "workload-1", "local", new BigDecimal("0.1"), 64, Map.of("HOSTMESH_SERVER_ID", id)));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into servers (id, account_id, name, plan_id, image_id, location_id, replaces,"
                    + " created_at, state, since, correlation_id, next_attempt_at, attempts, leased_until, lease_owner,"
                    + " version) values ('" + id + "', '" + api.account
                    + "', 'adopted', 'nano', 'workload-1', 'local', '',"
                    + " now(), 'building', now(), 'request_1', now(), 0, now() - interval '1 second', 'dead', 1)");
        }
        api.awaitState(id, "running");
        assertEquals(1, Api.processes(id));
        Machine.Alive machine = (Machine.Alive) drivers.of("local").observe(id);
        assertEquals(machine.address(), api.server(id).getString("address"));
        assertEquals(
                machine.listeningSince(),
                Api.awaitEvent(ServerEvent.Provisioned.class, id).occurredAt());
    }

    @Test
    void shouldRefuseALocationWithoutADriver() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into locations (id, description) values ('closed', 'Closed') on conflict do nothing");
        }
        String detail = api.as()
                .body(Map.of("name", "nowhere", "plan", "nano", "image", "workload-1", "location", "closed"))
                .post("/v1/servers")
                .then()
                .statusCode(422)
                .extract()
                .asString();
        assertTrue(
                detail.contains(
                        "takes no new servers: closed has no driver in this installation; there is one in fake, local"),
                detail);
    }

    @Test
    void shouldDeleteAMachineThatBelongsToNoServer() {
        String id = "srv_orphan" + System.nanoTime();
        Machine created = drivers.of("local")
                .create(new MachineSpec(
                        id, 1, "workload-1", "local", new BigDecimal("0.1"), 64, Map.of("HOSTMESH_SERVER_ID", id)));
        assertInstanceOf(Machine.Alive.class, created);
        Await.until(
                "the orphan to be gone",
                () -> drivers.of("local").observe(id) instanceof Machine.Absent absent && absent.endedAt() != null);
        assertEquals(0, Api.processes(id));
    }

    @Test
    void shouldBelieveASuspicionOnlyIfTheServerDoesNotAnswer() throws IOException {
        String healthy = api.createServer("healthy");
        String hung = api.createServer("hung");
        api.awaitState(healthy, "running");
        api.awaitState(hung, "running");
        Standstill.begin(Api.pid(hung));
        suspect(healthy);
        suspect(hung);
        ServerEvent.Failed failed = Api.awaitEvent(ServerEvent.Failed.class, hung);
        assertEquals("monitoring", failed.evidence().observedBy());
        assertEquals(0, Api.processes(hung));
        assertEquals("running", api.server(healthy).getString("state"));
        assertEquals(1, Api.processes(healthy));
    }

    private void suspect(String serverId) {
        Api.TOPICS.publish(
                Cause.start("silence-" + serverId, api.account),
                serverId,
                new AlertEvent.Fired(
                        "alt_" + serverId,
                        Kind.FAILURE,
                        new Scope(null, serverId),
                        "silent",
                        null,
                        List.of(),
                        Instant.now()));
    }

    @Test
    void shouldShowTheCatalogueWithThePricesThatBillingPublished() {
        api.publishPrice("large", "36.00");
        api.as()
                .get("/v1/plans")
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of("nano", "small", "medium", "large")));
        api.as()
                .get("/v1/plans?retired=perhaps")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("retired"))
                .body("errors[0].message", equalTo("must be true or false"));
        api.as().get("/v1/images").then().body("items[0].id", equalTo("workload-1"));
        api.as().get("/v1/locations").then().body("items[0].description", notNullValue());
    }
}
