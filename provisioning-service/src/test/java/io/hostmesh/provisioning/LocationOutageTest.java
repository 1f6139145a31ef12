package io.hostmesh.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.fake.FakeDriver;
import io.hostmesh.provisioning.fake.FakeDriverFactory;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.DocumentedApi;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A location that fails is left alone, whoever waits for it is told so, and it is used again when it is back. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class LocationOutageTest {

    private static final String LOCATION = "remote";

    /** With three attempts each, more failures than the breaker takes. */
    private static final int CALLS = 40;

    private final Api api = new Api();

    @Inject
    FakeDriverFactory fakes;

    @Inject
    Drivers drivers;

    private FakeDriver place() {
        return fakes.of(LOCATION);
    }

    @AfterEach
    void repair() {
        place().repair();
    }

    private boolean available() {
        return drivers.health(LOCATION).map(LocationHealth::available).orElseThrow();
    }

    private String create(String name) {
        return api.as()
                .body(Map.of("name", name, "plan", "nano", "image", "workload-1", "location", LOCATION))
                .post("/v1/servers")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private String createGroup() {
        return api.as()
                .body(Map.of(
                        "name",
                        "away",
                        "plan",
                        "nano",
                        "image",
                        "workload-1",
                        "location",
                        LOCATION,
                        "min",
                        1,
                        "max",
                        1))
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private Response activities(String groupId) {
        return api.as().get("/v1/groups/" + groupId + "/activities");
    }

    /** Every call fails, until no more are made. */
    private void breakDown() throws Exception {
        place().breakDown();
        Driver driver = drivers.of(LOCATION);
        ExecutorService callers = Executors.newFixedThreadPool(CALLS);
        List<Future<?>> calls = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            calls.add(callers.submit(() -> assertThrows(DriverException.class, () -> driver.observe("srv_of_nobody"))));
        }
        for (Future<?> call : calls) {
            call.get();
        }
        callers.shutdown();
        assertFalse(available());
    }

    /** What the server's action says while it waits for its location. */
    private Response waiting(String serverId) {
        String action = api.server(serverId).getString("action");
        return Await.value("the action of " + serverId + " to wait", () -> Optional.of(
                        api.as().get("/v1/actions/" + action))
                .filter(answer ->
                        "https://hostmesh.io/problems/location-unavailable".equals(answer.path("error.type"))));
    }

    /** It is found out by what is tried that the location is away; none of that is an attempt of the server. */
    @Test
    void shouldCountNoAttemptOfAServerAgainstItWhileItsLocationIsAway() {
        place().breakDown();
        String id = create("asked-in-an-outage");
        String action = api.server(id).getString("action");
        // Each step is three calls and four steps were its end, so that is more than it would have had.
        Await.until("the calls in vain", () -> place().failedCalls(id) >= 15 || !available());
        assertEquals("building", api.server(id).getString("state"));
        place().repair();
        assertEquals(1, api.awaitAction(action, "completed").getInt("attempts"));
        assertEquals(1, place().made(id));
        api.as().delete("/v1/servers/" + id).then().statusCode(202);
    }

    @Test
    void shouldSayWhatActionsWaitForAndGoOnWithoutARestart() throws Exception {
        Runnable letGo = place().holdCreations();
        String made = create("made-in-time");
        Await.until("its creation", () -> place().creationsHeld() == 1);
        breakDown();
        letGo.run(); // Its machine is there, but whether it answers cannot be seen any more.
        String asked = create("asked-too-late");
        String group = createGroup();

        DocumentedApi document = DocumentedApi.read(Set.of(), Set.of("startedAt"));
        for (String id : List.of(made, asked)) {
            Response action = waiting(id);
            document.requireAnswer("GET /v1/actions/{id}", "waiting", action);
            assertEquals("waiting for the location remote", action.path("progress.step"));
            assertEquals(0, action.<Integer>path("attempts"), "what was not asked of the location is no attempt");
            String detail = action.path("error.detail");
            assertTrue(
                    detail.matches("the location remote is not available: .* failed: the provider does not answer;"
                            + " it is asked again at 20[-0-9T:]+Z"),
                    detail);
        }
        Response activities = Await.value(
                "the activities of the group to say what its member waits for",
                () -> Optional.of(activities(group)).filter(answer -> answer.path("items[0].waiting") != null));
        document.requireAnswer("GET /v1/groups/{id}/activities", "waiting", activities);
        assertEquals(
                activities.<List<String>>path("items[0].serverIds"), activities.path("items[0].waiting.serverIds"));
        String because = activities.path("items[0].waiting.because");
        assertTrue(
                because.matches("the location remote is not available: .*; it is asked again at 20[-0-9T:]+Z"),
                because);

        String madeBy = api.server(made).getString("action");
        String askedBy = api.server(asked).getString("action");

        place().repair();
        for (String action : List.of(madeBy, askedBy)) {
            JsonPath done = api.awaitAction(action, "completed");
            assertNull(done.getString("error"));
        }
        for (String id : List.of(made, asked)) {
            assertEquals("running", api.server(id).getString("state"));
            assertEquals(1, place().made(id));
            api.as().delete("/v1/servers/" + id).then().statusCode(202);
        }
        assertTrue(available());
        Await.until(
                "the group's member", () -> "running".equals(api.group(group).getString("members[0].state")));
        assertNull(activities(group).path("items[0].waiting"));
        api.as().delete("/v1/groups/" + group).then().statusCode(202);
    }
}
