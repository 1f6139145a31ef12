package io.hostmesh.provisioning;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.fake.FakeDriver;
import io.hostmesh.provisioning.fake.FakeDriverFactory;
import io.hostmesh.provisioning.quarantine.Quarantine;
import io.hostmesh.provisioning.quarantine.Quarantine.Suspect;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of the machine of a failed server of a plan that there are only so many machines for. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class QuarantineTest {

    private final Api api = new Api();

    @Inject
    FakeDriverFactory drivers;

    @Inject
    Quarantine quarantine;

    @Inject
    Transactions transactions;

    private static RequestSpecification operator() {
        return given().header("Authorization", TestTokens.admin()).contentType("application/json");
    }

    private Response create(String name, String plan) {
        return api.as()
                .body(Map.of("name", name, "plan", plan, "image", "workload-1", "location", "fake"))
                .post("/v1/servers");
    }

    @Test
    void shouldKeepTheMachineOfAFailedServerOfAScarcePlanUntilItIsCleared() {
        FakeDriver driver = drivers.of("fake");
        String plan = "q-" + api.account.replace('_', '-');
        operator()
                .body(Map.of(
                        "id", plan, "vcpus", 0.1, "memoryMegabytes", 64, "scarce", true, "units", Map.of("fake", 2)))
                .post("/v1/plans")
                .then()
                .statusCode(201);
        String id = create("scarce", plan).then().statusCode(202).extract().path("id");
        String group = api.as()
                .body(Map.of(
                        "name", "rare", "plan", plan, "image", "workload-1", "location", "fake", "min", 1, "max", 3))
                .post("/v1/groups")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        api.awaitState(id, "running");
        api.awaitRunning(group, 1);

        driver.power(id, Driver.Power.OFF);
        api.awaitState(id, "failed");
        String entry = quarantined(id).getString("items[0].id");
        assertEquals(plan, quarantined(id).getString("items[0].plan"));
        driver.power(id, Driver.Power.ON); // A second event about what failed.
        awaitOff(driver, id);
        Suspect again = new Suspect(id, api.account, plan, "fake", "failed again", Instant.now());
        transactions
                .inTransaction(session -> quarantine.hold(session, again))
                .await()
                .atMost(Duration.ofSeconds(10));
        assertEquals(List.of(entry), quarantined(id).getList("items.id"));
        refused(api.act(id, Map.of("type", "rebuild")), "machine-in-quarantine");
        refused(clear(entry), "server-not-deleted");

        api.as().delete("/v1/servers/" + id).then().statusCode(202);
        api.awaitState(id, "deleted");
        String orphan = "srv_z" + api.account;
        String stubborn = "srv_y" + api.account; // Its turn comes before the other's.
        for (String unknown : List.of(stubborn, orphan)) {
            driver.create(new MachineSpec(unknown, 1, "workload-1", "fake", BigDecimal.ONE, 64, Map.of()));
        }
        driver.refuse(stubborn);
        driver.power(id, Driver.Power.ON);
        Await.until("the sweep to take the orphan", () -> driver.machine(orphan) == null);
        awaitOff(driver, id);
        driver.accept(stubborn);
        Await.until("the sweep to take the other orphan", () -> driver.machine(stubborn) == null);
        refused(create("next", plan), "units-exhausted");
        Map<String, Object> grow = Map.of("type", "grow", "by", 1);
        refused(api.as().body(grow).post("/v1/groups/" + group + "/actions"), "units-exhausted");

        transactions
                .inTransaction(session -> session.createNativeQuery(
                                "update quarantine set leased_until = now() + interval '1 hour' where id = :id")
                        .setParameter("id", entry)
                        .executeUpdate())
                .await()
                .atMost(Duration.ofSeconds(10)); // The clock went back since.
        clear(entry).then().statusCode(202);
        Await.until("the machine to be wiped", () -> "cleared"
                .equals(operator().get("/v1/quarantine/" + entry).path("state")));
        assertNull(driver.machine(id));
        api.as().body(grow).post("/v1/groups/" + group + "/actions").then().statusCode(202);
        api.awaitRunning(group, 2);

        // A member is given up as soon as it fails, so that its machine takes the unit of its successor.
        String member = api.members(group, "running").get(0);
        driver.power(member, Driver.Power.OFF);
        Await.until(
                "the member's machine to be nobody's",
                () -> quarantined(member).getString("items[0].serverDeletedAt") != null);
        assertEquals(1, api.group(group).getInt("size"));
        clear(quarantined(member).getString("items[0].id")).then().statusCode(202);
        api.awaitRunning(group, 2);
        api.as().delete("/v1/groups/" + group).then().statusCode(202);
        operator()
                .body(Map.of("retired", true))
                .patch("/v1/plans/" + plan)
                .then()
                .statusCode(200);
    }

    private static JsonPath quarantined(String server) {
        return operator()
                .queryParam("server", server)
                .get("/v1/quarantine")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Response clear(String entry) {
        return operator().body(Map.of("type", "clear")).post("/v1/quarantine/" + entry + "/actions");
    }

    private static void refused(Response response, String type) {
        response.then().statusCode(409).body("type", equalTo("https://hostmesh.io/problems/" + type));
    }

    private static void awaitOff(FakeDriver driver, String server) {
        Await.until(
                "the machine to be off",
                () -> Objects.requireNonNull(driver.machine(server)).endedAt() != null);
    }
}
