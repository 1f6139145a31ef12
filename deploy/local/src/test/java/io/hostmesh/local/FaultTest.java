package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.local.client.Customer;
import io.hostmesh.local.client.LoadGenerator;
import io.hostmesh.local.client.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every process of the mesh is killed in turn while a group grows, and members with it, and the one that makes and deletes
 * members once more while it shrinks; nothing is lost or doubled.
 */
class FaultTest {

    private static final int PORTS_FROM = 19_400;
    private static final int MAXIMUM = 4;
    private static final double PLAN_CPUS = 0.25;
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private static final Comparator<JsonNode> OLDEST_FIRST =
            Comparator.comparing(server -> server.path("createdAt").asText());

    private final Clock clock = Clock.systemUTC();
    /** The killed members. */
    private final Map<String, Kill> killed = new LinkedHashMap<>();

    /** When it was killed, and until when it had ended. */
    private record Kill(Instant from, Instant to) {}

    @Test
    void shouldLoseAndDoubleNothingWhenEveryProcessIsKilledInTurn() throws InterruptedException {
        try (TestMesh mesh = TestMesh.start(PORTS_FROM)) {
            Customer customer = Customer.create(mesh.administrator(), "Fault");
            String groupId = customer.createGroup(new Customer.GroupWish("web", "small", 1, MAXIMUM, 60, 120, 3));
            customer.awaitRunning(groupId, 1, A_WHILE);
            try (MostMembers most = new MostMembers(mesh, customer, groupId);
                    AcknowledgedWrites writes = new AcknowledgedWrites(customer);
                    LoadGenerator load = customer.load(groupId)) {
                load.cpus(PLAN_CPUS * 2.2);
                for (Component component : mesh.mesh().components()) {
                    killAndRestart(mesh, customer, groupId, component);
                }
                customer.awaitRunning(groupId, MAXIMUM, A_WHILE);
                load.cpus(0);
                killAndRestartWhileShrinking(mesh, customer, groupId);
                int acknowledged = writes.stop();
                assertTrue(acknowledged > 20, () -> "writes acknowledged: " + acknowledged);
                assertEquals(List.of(), writes.lostOrDoubled());
                assertTrue(most.byApi() <= MAXIMUM, () -> "members at most: " + most.byApi());
                assertTrue(most.byProcesses() <= MAXIMUM, () -> "processes at most: " + most.byProcesses());
            }
            shouldHaveOneTicketForEachKilledMember(customer);
            customer.deleteGroup(groupId, A_WHILE);
            Waiting.until("no orphan process", A_WHILE, () -> mesh.serverProcesses() == 0);
            shouldBillTheTrueLives(customer);
            assertEquals(Map.of(), mesh.down());
        }
    }

    /**
     * Kills the component while the group grows, and the oldest living member while the component is away, so that
     * someone learns of it late.
     */
    private void killAndRestart(TestMesh mesh, Customer customer, String groupId, Component component) {
        JsonNode victim = awaitLivingMembers(customer, groupId, component);
        mesh.mesh().kill9(component);
        String serverId = victim.path("id").asText();
        Instant from = clock.instant();
        mesh.killServer(serverId);
        killed.put(serverId, new Kill(from, clock.instant()));
        mesh.up();
    }

    /** Kills provisioning as soon as it said that it takes members away; whoever is there after that goes on with it. */
    private static void killAndRestartWhileShrinking(TestMesh mesh, Customer customer, String groupId) {
        customer.api()
                .call("PATCH", "/v1/groups/" + groupId, "{\"scaleIn\":{\"stabilizationSeconds\":2}}")
                .orThrow("a shorter stabilization");
        Waiting.until("the group to shrink", A_WHILE, () -> customer.activities(groupId).stream()
                .anyMatch(activity -> activity.path("kind").asText().equals("shrink")));
        mesh.mesh().kill9(Component.PROVISIONING);
        mesh.up();
        customer.awaitRunning(groupId, 1, A_WHILE);
        Waiting.until("one server process", A_WHILE, () -> mesh.serverProcesses() == 1);
    }

    /**
     * Waits until the group has grown again, and returns the oldest member. What was killed can be listed as running for
     * a moment, and does not count.
     */
    private JsonNode awaitLivingMembers(Customer customer, String groupId, Component next) {
        return Waiting.forValue("growth before " + next + " is killed", A_WHILE, () -> {
            try {
                List<JsonNode> living = customer.members(groupId).stream()
                        .filter(server -> server.path("state").asText().equals("running"))
                        .filter(server -> !killed.containsKey(server.path("id").asText()))
                        .toList();
                return living.size() < 2 ? Optional.empty() : living.stream().min(OLDEST_FIRST);
            } catch (RuntimeException notYet) {
                return Optional.empty();
            }
        });
    }

    private void shouldHaveOneTicketForEachKilledMember(Customer customer) {
        for (String serverId : killed.keySet()) {
            JsonNode ticket = customer.awaitTicket(serverId, "solved", A_WHILE);
            assertEquals(1, customer.ticketsOf(serverId).size(), () -> "one fault, one ticket: " + ticket);
        }
    }

    private void shouldBillTheTrueLives(Customer customer) {
        Lives.awaitTheSameOnTheBill(customer, A_WHILE);
        for (JsonNode line : customer.usage()) {
            Kill kill = killed.get(line.path("serverId").asText());
            if (kill != null) {
                Instant billedTo = Instant.parse(line.path("to").asText());
                assertTrue(
                        !billedTo.isBefore(kill.from().minus(TOLERANCE))
                                && !billedTo.isAfter(kill.to().plus(TOLERANCE)),
                        () -> kill + " is not what is billed: " + line);
            }
        }
    }
}
