package io.hostmesh.provisioning;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.workload.BalancerClasses;
import io.hostmesh.teststack.Await;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class GroupAddressTest {

    private final Api api = new Api();

    @Inject
    Transactions transactions;

    /** One address for the group's members, whoever they are at the time. */
    @Test
    void shouldKeepOneAddressWhileMembersDieAreReplacedAndDrained() throws IOException {
        String id = api.createGroup(2, 2);
        balance(id, Map.of("port", 80)).statusCode(400);
        leaseBalancersUntil("now() + interval '1 hour'"); // By another instance that ended, before the clock went back.
        balance(id, Map.of("port", 17_450, "drainSeconds", 20)).statusCode(202);
        Await.until("two ready members", () -> balanced(id, "ready").size() == 2);
        String address = api.group(id).getString("balancer.address");
        assertEquals("127.0.0.1:17450", address);
        Set<String> servedBy = new HashSet<>();
        for (int request = 0; request < 4; request++) {
            servedBy.add(ask(address));
        }
        assertEquals(Set.copyOf(api.members(id, "running")), servedBy);
        Api other = new Api();
        other.as()
                .body(Map.of("balancer", Map.of("port", 17_450)))
                .patch("/v1/groups/" + other.createGroup(0, 1))
                .then()
                .statusCode(409)
                .body("type", equalTo("https://hostmesh.io/problems/port-taken"));

        String killed = servedBy.iterator().next();
        ProcessHandle.of(Api.pid(killed)).orElseThrow().destroyForcibly();
        Await.until("its process to end", () -> !ProcessHandle.of(Api.pid(killed))
                .map(ProcessHandle::isAlive)
                .orElse(false));
        Await.until("the replacement", () -> {
            assertNotEquals(killed, ask(address), "no request meets the member that died");
            List<String> ready = balanced(id, "ready");
            return ready.size() == 2 && !ready.contains(killed);
        });

        try (HeldRequest one = HeldRequest.begin(address);
                HeldRequest two = HeldRequest.begin(address)) {
            Await.until("both requests to be under way", () -> connections(id) == 2);
            api.as()
                    .body(Map.of("min", 1, "max", 1))
                    .patch("/v1/groups/" + id)
                    .then()
                    .statusCode(202);
            Await.until("one to drain", () -> balanced(id, "draining").size() == 1);
            String leaving = balanced(id, "draining").get(0);
            assertNotEquals(leaving, ask(address), "nothing new for it");
            assertEquals("deleting", api.server(leaving).getString("state"));
            assertEquals(2, Set.of(one.finish(), two.finish()).size(), "both answer, the leaving one too");
            Await.until(
                    leaving + " deleted",
                    () -> api.server(leaving).getString("state").equals("deleted"));
        }
        assertEquals(1, balanced(id, "ready").size());
        api.deleteGroup(id);
        Await.until("no balancer process left", () -> BalancerClasses.pid(ProvisioningStack.BALANCER)
                .isEmpty());
    }

    @Test
    void shouldBeAnotherVersionOfTheGroupWhenItsBalancerAloneChanges() {
        String id = api.createGroup(0, 1);
        String without = tag(id);
        balance(id, Map.of("drainSeconds", 20)).statusCode(202);
        String with = tag(id);
        assertNotEquals(without, with);
        balance(id, Map.of("drainSeconds", 20)).statusCode(202);
        assertEquals(with, tag(id), "nothing is different");
        balance(id, Map.of("drainSeconds", 21)).statusCode(202);
        assertNotEquals(with, tag(id));
        api.deleteGroup(id);
    }

    private void leaseBalancersUntil(String end) {
        transactions
                .inTransaction(session -> session.createNativeQuery(
                                "insert into balancer_lease values (1, 'ended', " + end
                                        + ") on conflict (id) do update set owner = 'ended', leased_until = excluded.leased_until")
                        .executeUpdate())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private String tag(String groupId) {
        return api.as().get("/v1/groups/" + groupId).header("ETag");
    }

    private ValidatableResponse balance(String groupId, Map<String, Object> balancer) {
        return api.as()
                .body(Map.of("balancer", balancer))
                .patch("/v1/groups/" + groupId)
                .then();
    }

    private List<String> balanced(String groupId, String state) {
        List<String> found =
                api.group(groupId).getList("balancer.members.findAll { it.state == '" + state + "' }.server");
        return found == null ? List.of() : found;
    }

    private int connections(String groupId) {
        return api.group(groupId).getInt("balancer.members.connections.sum()");
    }

    /** The member that answers a request on a connection of its own. */
    private static String ask(String address) {
        try (HeldRequest request = HeldRequest.begin(address)) {
            return request.finish();
        } catch (IOException e) {
            throw new AssertionError("expected an answer from " + address, e);
        }
    }
}
