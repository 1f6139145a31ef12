package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.local.client.ApiClient;
import io.hostmesh.local.client.Customer;
import io.hostmesh.local.client.LoadGenerator;
import io.hostmesh.local.client.Waiting;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The whole loop through separate processes and the gateway's API alone. */
class StoryTest {

    private static final int PORTS_FROM = 18_400;
    private static final int MAXIMUM = 4;
    private static final double PLAN_CPUS = 0.25;
    private static final Set<String> EVIDENCE = Set.of("exit-status", "log-lines", "metric-series");
    private static final Duration A_WHILE = Duration.ofMinutes(3);

    @Test
    void shouldActByItselfAndExplainEveryStep() {
        try (TestMesh mesh = TestMesh.start(PORTS_FROM)) {
            assertEquals(List.of(), mesh.mesh().up(Progress.silent()), "a second up starts nothing");
            Customer customer = Customer.create(mesh.administrator(), "Story");
            Optional<Prometheus> prometheus = Prometheus.startIfInstalled(mesh, customer);
            String groupId = customer.createGroup(new Customer.GroupWish("web", "small", 1, MAXIMUM, 60, 6, 3));
            customer.awaitRunning(groupId, 1, A_WHILE);
            shouldHaveRehearsedWhatMustBeFast(mesh);
            shouldKeepStrangersOut(mesh, customer, groupId);
            try (MostMembers most = new MostMembers(mesh, customer, groupId);
                    LoadGenerator load = customer.load(groupId)) {
                String growth = shouldGrowUnderLoad(customer, groupId, load);
                shouldReplaceAndTicketAKilledMember(customer, groupId);
                shouldShrinkWhenTheLoadIsGone(customer, groupId, load);
                shouldLinkTheGrowthByOneCorrelation(customer, groupId, growth);
                shouldStopGrowthAtTheBudget(customer, groupId, load);
                assertTrue(most.byApi() <= MAXIMUM, () -> "members at most: " + most.byApi());
                assertTrue(most.byProcesses() <= MAXIMUM, () -> "processes at most: " + most.byProcesses());
            }
            customer.deleteGroup(groupId, A_WHILE);
            Waiting.until("no server process", A_WHILE, () -> mesh.serverProcesses() == 0);
            shouldBillEverySecondOnce(customer);
            shouldInvoiceAndTakePayment(customer);
            prometheus.ifPresent(sender -> shouldTakeWhatPrometheusSends(customer, sender));
            shouldKeepItsDataWhenItIsEndedAndStartedAgain(mesh, customer);
            prometheus.ifPresent(StoryTest::shouldHaveRefusedNothingMeanwhile);
            prometheus.ifPresent(Prometheus::close);
            assertEquals(Map.of(), mesh.down());
        }
    }

    private static void shouldHaveRehearsedWhatMustBeFast(TestMesh mesh) {
        for (Component service : List.of(Component.PROVISIONING, Component.MONITORING)) {
            Waiting.until(service + " to have rehearsed", A_WHILE, () -> mesh.log(service)
                    .contains("rehearsed scenes=1"));
        }
    }

    private static void shouldKeepStrangersOut(TestMesh mesh, Customer customer, String groupId) {
        assertEquals(
                401,
                customer.api()
                        .withKey("hmk_aaaaaaaaaaaaaaaa_wrong")
                        .call("GET", "/v1/groups", null)
                        .status());
        Customer stranger = Customer.create(mesh.administrator(), "Stranger");
        assertEquals(
                404, stranger.api().call("GET", "/v1/groups/" + groupId, null).status());
        assertEquals(List.of(), stranger.api().list("/v1/servers"));
        assertEquals(List.of(), stranger.events("subject=" + groupId));
        int direct = new ApiClient(mesh.mesh().settings().address(Component.BILLING), "none")
                .call("GET", "/v1/usage", null)
                .status();
        assertEquals(401, direct, "a service refuses callers that did not come through the gateway");
    }

    /** Returns the correlation of a growth. */
    private static String shouldGrowUnderLoad(Customer customer, String groupId, LoadGenerator load) {
        load.cpus(PLAN_CPUS * 2.2);
        customer.awaitRunning(groupId, MAXIMUM, A_WHILE);
        JsonNode grown = activity(customer, groupId, "grow");
        assertTrue(grown.path("figures").path("value").asDouble() > 60, grown::toString);
        assertEquals(60, grown.path("figures").path("target").asInt(), grown::toString);
        assertFalse(grown.path("because").asText().isBlank(), grown::toString);
        return grown.path("correlationId").asText();
    }

    private static void shouldReplaceAndTicketAKilledMember(Customer customer, String groupId) {
        JsonNode victim = customer.killAMember(groupId);
        String serverId = victim.path("id").asText();
        JsonNode ticket = Waiting.forValue("a solved ticket with what provisioning and monitoring saw", A_WHILE, () -> {
            JsonNode solved = customer.awaitTicket(serverId, "solved", A_WHILE);
            return Optional.of(solved)
                    .filter(seen -> texts(seen.path("evidence"), "kind").containsAll(EVIDENCE));
        });
        customer.awaitRunning(groupId, MAXIMUM, A_WHILE);
        assertEquals(1, customer.ticketsOf(serverId).size(), "one fault, one ticket");

        JsonNode exit = evidence(ticket, "exit-status");
        assertEquals(137, exit.path("exitStatus").asInt(), exit::toString);
        assertTrue(evidence(ticket, "log-lines").path("lines").size() > 0, ticket::toString);
        JsonNode series = evidence(ticket, "metric-series");
        assertEquals(serverId, series.path("serverId").asText(), series::toString);
        assertTrue(series.path("points").size() > 0, series::toString);
        Set<String> steps = texts(ticket.path("timeline"), "what");
        assertTrue(steps.size() >= 2, steps::toString);

        awaitEvents(
                customer,
                ticket.path("correlationId").asText(),
                "provisioning.server.failed",
                "provisioning.server.replaced",
                "ticket.ticket.opened",
                "ticket.ticket.solved");
    }

    private static void shouldShrinkWhenTheLoadIsGone(Customer customer, String groupId, LoadGenerator load) {
        load.cpus(0);
        customer.awaitRunning(groupId, 1, A_WHILE);
        JsonNode shrunk = activity(customer, groupId, "shrink");
        assertTrue(shrunk.path("figures").path("value").asDouble() < 60, shrunk::toString);
    }

    /** From the alert to the activity, the servers and the usage lines, by one id. */
    private static void shouldLinkTheGrowthByOneCorrelation(Customer customer, String groupId, String correlation) {
        List<JsonNode> chain = awaitEvents(
                customer,
                correlation,
                "monitoring.alert.fired",
                "provisioning.group.scaled",
                "provisioning.server.requested",
                "provisioning.server.provisioned");
        Set<String> made = chain.stream()
                .filter(event -> event.path("type").asText().endsWith("server.provisioned"))
                .map(event -> event.path("subject").asText())
                .collect(Collectors.toSet());
        Waiting.until(
                "the servers of the growth on the bill under its correlation: " + made,
                A_WHILE,
                () -> made.equals(customer.usage().stream()
                        .filter(line -> line.path("startCorrelationId").asText().equals(correlation))
                        .map(line -> line.path("serverId").asText())
                        .collect(Collectors.toSet())));
        assertTrue(
                customer.activities(groupId).stream()
                        .anyMatch(activity ->
                                activity.path("correlationId").asText().equals(correlation)),
                "the activity carries it");
    }

    private static void shouldStopGrowthAtTheBudget(Customer customer, String groupId, LoadGenerator load) {
        String budgetId = customer.createBudget("0.01");
        Waiting.until("the spend limit to be reached", A_WHILE, () -> !customer.events(
                        "type=io.hostmesh.billing.account.spend-limit-reached")
                .isEmpty());
        load.cpus(PLAN_CPUS * 2);
        Waiting.until("a declined activity", A_WHILE, () -> customer.activities(groupId).stream()
                .anyMatch(activity -> activity.path("kind").asText().equals("decline")
                        && activity.path("reason").asText().equals("spend-limit-reached")));
        Waiting.until("an event that says so", A_WHILE, () -> !customer.events(
                        "type=io.hostmesh.provisioning.group.scaling-declined")
                .isEmpty());
        assertEquals(1, customer.members(groupId).size(), "nothing was made");
        load.cpus(0);
        customer.api().delete("/v1/budgets/" + budgetId);
    }

    private static void shouldBillEverySecondOnce(Customer customer) {
        Map<String, Long> lived = Lives.awaitTheSameOnTheBill(customer, A_WHILE);
        assertTrue(lived.size() >= MAXIMUM + 1, lived::toString);
    }

    private static void shouldInvoiceAndTakePayment(Customer customer) {
        JsonNode draft = customer.draft();
        BigDecimal sum = BigDecimal.ZERO;
        Set<Integer> positions = new HashSet<>();
        for (JsonNode line : draft.path("lines")) {
            sum = sum.add(new BigDecimal(line.path("amount").path("amount").asText()));
            assertTrue(positions.add(line.path("position").asInt()), "positions are unique");
        }
        assertEquals(0, sum.compareTo(amount(draft.path("total"))), () -> "the lines add up: " + draft);
        assertTrue(sum.signum() > 0, draft::toString);

        JsonNode invoice =
                customer.api().post("/v1/invoices/" + draft.path("id").asText() + "/finalize", "{}");
        String invoiceId = invoice.path("id").asText();
        JsonNode declined = customer.api()
                .post("/v1/invoices/" + invoiceId + "/payments", "{\"paymentMethod\":\"test-card-declined\"}");
        assertEquals("declined", declined.path("state").asText(), declined::toString);
        JsonNode paid =
                customer.api().post("/v1/invoices/" + invoiceId + "/payments", "{\"paymentMethod\":\"test-card\"}");
        assertEquals(amount(invoice.path("total")), amount(paid.path("amount")));
        assertEquals(
                "paid",
                customer.api().get("/v1/invoices/" + invoiceId).path("status").asText());
    }

    private static void shouldKeepItsDataWhenItIsEndedAndStartedAgain(TestMesh mesh, Customer customer) {
        Instant before = Instant.parse(customer.events("").get(0).path("time").asText());
        assertEquals(Map.of(), mesh.down());
        mesh.up();
        Instant after = Instant.parse(customer.events("").get(0).path("time").asText());
        assertEquals(before, after, "the events are still there");
        assertEquals(
                "paid",
                customer.api().list("/v1/invoices").stream()
                        .map(invoice -> invoice.path("status").asText())
                        .filter(status -> !status.equals("draft"))
                        .findFirst()
                        .orElse("gone"));
    }

    private static void shouldTakeWhatPrometheusSends(Customer customer, Prometheus prometheus) {
        Waiting.until("minutes of what Prometheus scraped", A_WHILE, () -> customer.api()
                .get("/v1/metrics/query?metric=up&match=job%3D%22self%22&from=" + prometheus.startedAt())
                .path("series")
                .findValuesAsText("value")
                .contains("1.0"));
        JsonNode alert = Waiting.forValue("its alert", A_WHILE, () -> customer.api().list("/v1/alerts").stream()
                .filter(one -> one.path("origin").asText().equals("received"))
                .findFirst());
        assertEquals("Always", alert.path("labels").path("alertname").asText(), alert::toString);
    }

    /** What was written while the mesh was away comes again, until it is taken. */
    private static void shouldHaveRefusedNothingMeanwhile(Prometheus prometheus) {
        Instant now = Instant.now();
        Waiting.until(
                "Prometheus to send again", A_WHILE, () -> prometheus.sentUpTo().isAfter(now));
        assertEquals(0, prometheus.figure("prometheus_remote_storage_samples_failed_total"));
        assertTrue(prometheus.figure("prometheus_remote_storage_samples_retried_total") > 0);
    }

    private static JsonNode activity(Customer customer, String groupId, String kind) {
        return Waiting.forValue("an activity '" + kind + "'", A_WHILE, () -> customer.activities(groupId).stream()
                .filter(activity -> activity.path("kind").asText().equals(kind))
                .findFirst());
    }

    private static JsonNode evidence(JsonNode ticket, String kind) {
        for (JsonNode evidence : ticket.path("evidence")) {
            if (evidence.path("kind").asText().equals(kind)) {
                return evidence.path("content");
            }
        }
        throw new AssertionError("expected evidence '" + kind + "' in " + ticket);
    }

    /** Once all of these are there; what the gateway shows of events is a moment behind them. */
    private static List<JsonNode> awaitEvents(Customer customer, String correlation, String... types) {
        Set<String> expected =
                Arrays.stream(types).map(type -> "io.hostmesh." + type).collect(Collectors.toSet());
        return Waiting.forValue("events " + expected + " of " + correlation, A_WHILE, () -> Optional.of(
                        customer.events("correlationId=" + correlation))
                .filter(chain -> chain.stream()
                        .map(event -> event.path("type").asText())
                        .collect(Collectors.toSet())
                        .containsAll(expected)));
    }

    private static Set<String> texts(JsonNode array, String field) {
        Set<String> texts = new HashSet<>();
        array.forEach(element -> texts.add(element.path(field).asText()));
        return texts;
    }

    private static BigDecimal amount(JsonNode money) {
        return new BigDecimal(money.path("amount").asText());
    }
}
