package io.hostmesh.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.local.Mesh;
import io.hostmesh.local.Progress;
import io.hostmesh.local.client.ApiClient;
import io.hostmesh.local.client.Customer;
import io.hostmesh.local.client.EventFollower;
import io.hostmesh.local.client.LoadGenerator;
import io.hostmesh.local.client.Waiting;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The loop, live: load makes a group grow, a killed server is replaced and ticketed, the load goes and the group shrinks, a
 * budget stops growth, and a bill comes out of it. Everything goes through the gateway's API as any customer's calls do.
 */
public final class Demo {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final int MAXIMUM = 4;
    private static final int TARGET_PERCENT = 60;
    private static final double PLAN_CPUS = 0.25;
    private static final BigDecimal BUDGET_LEFT = new BigDecimal("0.03");

    private final Customer customer;
    private final Mesh mesh;
    private final Progress out;
    private final Clock clock;
    private final Instant begin;
    private final MeasuredTimes times = new MeasuredTimes();

    private Demo(Mesh mesh, Customer customer, Progress out, Clock clock) {
        this.mesh = mesh;
        this.customer = customer;
        this.out = out;
        this.clock = clock;
        this.begin = clock.instant();
    }

    /** Runs the demo on a mesh that is up, in an account of its own. */
    public static void run(Mesh mesh, Progress out) {
        Clock clock = Clock.systemUTC();
        ApiClient administrator =
                new ApiClient(mesh.settings().gateway(), mesh.secrets().adminKey());
        Customer customer = Customer.create(administrator, "Demo");
        new Demo(mesh, customer, out, clock).run();
    }

    private void run() {
        say("account " + customer.accountId() + " with an API key; small servers cost " + priceOf("small")
                + " an hour, billed by the second");
        String groupId = customer.createGroup(new Customer.GroupWish("web", "small", 1, MAXIMUM, TARGET_PERCENT, 8, 4));
        try (EventFollower events = new EventFollower(
                        mesh.settings().gateway(), customer.api().key(), this::narrate);
                LoadGenerator load = customer.load(groupId)) {
            events.start();
            chapter("A group of 1 to " + MAXIMUM + " servers that keeps its CPU near " + TARGET_PERCENT + " %");
            customer.awaitRunning(groupId, 1, SOON);
            grow(groupId, load);
            JsonNode ticket = fail(groupId);
            shrink(groupId, load);
            reachBudget(groupId, load);
            payTheBill();
            explain(groupId, ticket);
            out.say("");
            times.print(out);
            out.say(String.format(
                    Locale.ROOT,
                    "%d requests answered, %d failed (those to the killed server)",
                    load.answered(),
                    load.failed()));
        } finally {
            chapter("The demo's group is deleted again");
            customer.deleteGroup(groupId, A_WHILE);
        }
    }

    private void grow(String groupId, LoadGenerator load) {
        chapter("Load comes: requests that burn real CPU time, more than one server may use");
        load.cpus(PLAN_CPUS);
        Waiting.until(
                "a second member", A_WHILE, () -> customer.addresses(groupId).size() >= 2);
        say("more load");
        load.cpus(PLAN_CPUS * 2.1);
        Waiting.until(
                MAXIMUM + " members", A_WHILE, () -> customer.addresses(groupId).size() == MAXIMUM);
    }

    private JsonNode fail(String groupId) {
        chapter("One of the servers is killed: kill -9 on its process");
        JsonNode victim = customer.killAMember(groupId);
        times.killed(victim.path("id").asText(), clock.instant());
        say("killed " + victim.path("name").asText() + " (" + victim.path("id").asText() + ")");
        JsonNode ticket = customer.awaitTicket(victim.path("id").asText(), "solved", A_WHILE);
        Waiting.until(
                MAXIMUM + " members again",
                A_WHILE,
                () -> customer.addresses(groupId).size() == MAXIMUM);
        return ticket;
    }

    private void shrink(String groupId, LoadGenerator load) {
        chapter("The load is gone: the group shrinks when it has been low for 8 s");
        load.cpus(0);
        customer.awaitRunning(groupId, 1, A_WHILE);
    }

    private void reachBudget(String groupId, LoadGenerator load) {
        BigDecimal spent =
                new BigDecimal(customer.draft().path("total").path("amount").asText());
        String limit = spent.add(BUDGET_LEFT).toPlainString();
        chapter("A budget of " + limit + " EUR, nearly spent; and the load comes back");
        String budgetId = customer.createBudget(limit);
        Waiting.until("the budget to be reached", A_WHILE, () -> !customer.events(
                        "type=io.hostmesh.billing.account.spend-limit-reached")
                .isEmpty());
        load.cpus(PLAN_CPUS * 2);
        Waiting.until("a declined activity", SOON, () -> customer.activities(groupId).stream()
                .anyMatch(activity -> activity.path("reason").asText().equals("spend-limit-reached")));
        load.cpus(0);
        customer.api().delete("/v1/budgets/" + budgetId);
    }

    private void payTheBill() {
        chapter("The bill");
        out.say(String.format("  %-30s %-10s %8s %10s", "server", "plan", "seconds", "amount"));
        for (JsonNode line : customer.usage()) {
            out.say(String.format(
                    "  %-30s %-10s %8d %10s",
                    line.path("serverId").asText(),
                    line.path("plan").asText(),
                    line.path("seconds").asLong(),
                    Narration.money(line.path("amount"))));
        }
        String invoiceId = customer.draft().path("id").asText();
        JsonNode invoice = customer.api().post("/v1/invoices/" + invoiceId + "/finalize", "{}");
        String finalId = invoice.path("id").asText(invoiceId);
        JsonNode payment =
                customer.api().post("/v1/invoices/" + finalId + "/payments", "{\"paymentMethod\":\"test-card\"}");
        out.say("  invoice " + invoice.path("number").asText() + " over " + Narration.money(invoice.path("total"))
                + ", payment " + payment.path("state").asText());
    }

    private void explain(String groupId, JsonNode ticket) {
        chapter("The ticket");
        out.say("  " + ticket.path("id").asText() + "  "
                + ticket.path("subject").asText() + "  (" + ticket.path("state").asText() + ")");
        ticket.path("timeline")
                .forEach(step -> out.say("    " + step.path("at").asText() + "  "
                        + step.path("what").asText() + "  "
                        + step.path("detail").asText()));
        for (JsonNode evidence : ticket.path("evidence")) {
            out.say("    evidence " + evidence.path("kind").asText() + " from "
                    + evidence.path("source").asText() + ": " + shortened(evidence.path("content")));
        }
        chapter("Why it has the servers it has: the group's activities");
        for (JsonNode activity : customer.activities(groupId)) {
            out.say(String.format(
                    "  %-8s %d -> %d  %s",
                    activity.path("kind").asText(),
                    activity.path("from").asInt(),
                    activity.path("to").asInt(),
                    activity.path("because").asText()));
        }
        String correlationId = ticket.path("correlationId").asText();
        List<JsonNode> chain = customer.events("correlationId=" + correlationId);
        chapter("One correlation id leads through all of it: GET /v1/events?correlationId=" + correlationId);
        chain.forEach(event -> out.say("  " + event.path("time").asText() + "  "
                + event.path("type").asText().replace("io.hostmesh.", "") + "  "
                + event.path("subject").asText()));
    }

    private String priceOf(String plan) {
        return customer.api().list("/v1/plans").stream()
                .filter(candidate -> candidate.path("id").asText().equals(plan))
                .map(candidate -> Narration.money(candidate.path("pricePerHour")))
                .findFirst()
                .orElse("an unknown price");
    }

    private void narrate(JsonNode event) {
        times.see(event);
        Narration.of(event).ifPresent(this::say);
    }

    private void chapter(String title) {
        out.say("");
        out.say("== " + title);
    }

    private void say(String line) {
        double seconds = Duration.between(begin, clock.instant()).toMillis() / 1000.0;
        out.say(String.format(Locale.ROOT, "%7.1f s  %s", seconds, line));
    }

    private static String shortened(JsonNode content) {
        String text = content.toString();
        return text.length() <= 160 ? text : text.substring(0, 160) + "...";
    }
}
