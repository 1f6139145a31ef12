package io.hostmesh.provisioning;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.Topic;
import io.hostmesh.provisioning.fake.FakeDriver;
import io.hostmesh.provisioning.fake.FakeDriverFactory;
import io.hostmesh.teststack.Await;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is done to servers, one thing at a time. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ActionsTest {

    private final Api api = new Api();

    @Inject
    FakeDriverFactory drivers;

    @Inject
    DataSource database;

    @Test
    void shouldRebootResizeAndRebuildInOneLife() {
        String id = api.createServer("changing");
        api.awaitState(id, "running");
        long first = Api.pid(id);
        JsonPath rebooting = api.act(id, Map.of("type", "reboot"))
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();
        assertEquals("reboot", rebooting.getString("type"));
        JsonPath rebooted = api.awaitAction(rebooting.getString("id"), "completed");
        assertEquals(100, rebooted.getInt("progress.percent"));
        assertEquals(1, rebooted.getInt("attempts"));
        assertNotEquals(first, Api.pid(id));

        api.done(id, Map.of("type", "resize", "plan", "medium"));
        ServerEvent.Resized resized = Api.awaitEvent(ServerEvent.Resized.class, id);
        assertEquals(List.of("small", "medium"), List.of(resized.fromPlanId(), resized.planId()));
        assertEquals("medium", api.server(id).getString("plan"));
        api.act(id, Map.of("type", "resize", "plan", "medium")).then().statusCode(409);
        api.act(id, Map.of("type", "resize", "plan", "gigantic"))
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("plan")));
        api.act(id, Map.of("type", "reboot", "plan", "small")).then().statusCode(400);

        api.done(id, Map.of("type", "rebuild"));
        assertEquals(
                api.server(id).getString("address"),
                Api.awaitEvent(ServerEvent.Rebuilt.class, id).address());
        assertEquals(1, Api.processes(id));
        api.done(id, Map.of("type", "start"));
        assertEquals(
                0,
                Api.TOPICS
                        .events(Topic.SERVERS, ServerEvent.Stopped.class, event -> event.data()
                                .serverId()
                                .equals(id))
                        .size());

        api.as().delete("/v1/servers/" + id).then().statusCode(202);
        api.awaitState(id, "deleted");
    }

    @Test
    void shouldBeginNothingButADeletionWhileAnActionIsUnderWay() {
        String id = createOnFake("busy");
        FakeDriver driver = drivers.of("fake");
        driver.hold(id);
        String reboot = api.act(id, Map.of("type", "reboot"))
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        assertEquals(reboot, api.act(id, Map.of("type", "reboot")).path("id"));
        api.act(id, Map.of("type", "resize", "plan", "medium"))
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/action-under-way"))
                .body("detail", containsString(reboot));
        String deletion = api.as().delete("/v1/servers/" + id).header("Location");
        assertEquals(
                deletion, "/v1/actions/" + api.awaitAction(reboot, "cancelled").getString("supersededBy"));
        driver.release(id);
        api.awaitState(id, "deleted");
        new Api().as().get(deletion).then().statusCode(404);
    }

    @Test
    void shouldBeginOneActionOfThoseThatAreAskedForAtOnce() throws SQLException {
        String id = createOnFake("raced");
        FakeDriver driver = drivers.of("fake");
        driver.hold(id);
        List<Supplier<Response>> requests = new ArrayList<>();
        for (int twice = 0; twice < 2; twice++) {
            requests.add(() -> api.act(id, Map.of("type", "reboot")));
            requests.add(() -> api.act(id, Map.of("type", "stop")));
            requests.add(() -> api.act(id, Map.of("type", "resize", "plan", "medium")));
            requests.add(() -> api.act(id, Map.of("type", "resize", "plan", "nano")));
        }
        List<JsonPath> begun = new ArrayList<>();
        for (Response answer : Rush.of(database, id, requests)) {
            if (answer.statusCode() == 202) {
                begun.add(answer.jsonPath());
            } else {
                answer.then().statusCode(409).body("type", equalTo("https://hostmesh.io/problems/action-under-way"));
            }
        }
        assertEquals(2, begun.size(), "one, and who asked for the same");
        String action = begun.get(0).getString("id");
        assertEquals(action, begun.get(1).getString("id"));
        assertEquals(
                List.of(begun.get(0).getString("type"), "create"), actions(id).getList("items.type"));
        driver.release(id);
        api.awaitAction(action, "completed");
        assertEquals(1, driver.made(id));
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
    }

    @Test
    void shouldBeginOneDeletionWhateverElseIsAskedForAtOnce() throws SQLException {
        String id = createOnFake("raced-away");
        FakeDriver driver = drivers.of("fake");
        driver.hold(id);
        List<Supplier<Response>> requests = new ArrayList<>();
        for (int times = 0; times < 3; times++) {
            requests.add(() -> api.act(id, Map.of("type", "reboot")));
            requests.add(() -> api.as().delete("/v1/servers/" + id));
        }
        List<Response> answers = Rush.of(database, id, requests);
        JsonPath all = actions(id);
        String deletion = "/v1/actions/" + all.getString("items[0].id");
        List.of(1, 3, 5).forEach(at -> assertEquals(deletion, answers.get(at).header("Location")));
        assertTrue(
                Set.of(List.of("delete", "create"), List.of("delete", "reboot", "create"))
                        .contains(all.<String>getList("items.type")),
                all::prettify);
        driver.release(id);
        api.awaitState(id, "deleted");
        assertEquals(1, driver.made(id));
        assertNull(driver.machine(id));
    }

    @Test
    void shouldGoOnUnderALeaseThatCouldNotBeRenewedInTime() {
        String id = createOnFake("late-renewal");
        FakeDriver driver = drivers.of("fake");
        driver.hold(id);
        String stop = api.act(id, Map.of("type", "stop")).path("id");
        String lease = Await.value("the step to begin", () -> lease(id, "true"));
        text("update servers set leased_until = now() - interval '1 minute' where id = '" + id + "' returning id");
        createOnFake("claimed-after-it");
        assertEquals(Optional.of(lease), lease(id, "true"));
        Await.until("the lease to be renewed", () -> lease(id, "leased_until > now()")
                .isPresent());
        driver.release(id);
        assertEquals(1, api.awaitAction(stop, "completed").getInt("attempts"));
    }

    private Optional<String> lease(String serverId, String condition) {
        return text("select lease_owner from servers where id = '" + serverId + "' and " + condition);
    }

    private Optional<String> text(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonPath actions(String serverId) {
        return api.as()
                .get("/v1/servers/" + serverId + "/actions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String createOnFake(String name) {
        String id = api.as()
                .body(Map.of("name", name, "plan", "small", "image", "workload-1", "location", "fake"))
                .post("/v1/servers")
                .path("id");
        api.awaitState(id, "running");
        return id;
    }
}
