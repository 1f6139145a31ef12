package io.hostmesh.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An account with a key, and what its owner does with the API. */
public final class Customer {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Set<String> ANSWERING = Set.of("running");

    private final String accountId;
    private final ApiClient api;

    private Customer(String accountId, ApiClient api) {
        this.accountId = accountId;
        this.api = api;
    }

    /** What a group is to be like. */
    public record GroupWish(
            String name,
            String plan,
            int min,
            int max,
            int targetPercent,
            int stabilizationSeconds,
            int warmUpSeconds) {

        String json() {
            return """
                    {"name":"%s","plan":"%s","image":"workload-1","location":"local","min":%d,"max":%d,
                     "targetTracking":{"metric":"cpu_utilization_percent","target":%d,"tolerance":0.1},
                     "scaleIn":{"stabilizationSeconds":%d},"warmUpSeconds":%d,"balancer":{}}""".formatted(name, plan, min, max, targetPercent, stabilizationSeconds, warmUpSeconds);
        }
    }

    /** A new account with a key of its own. */
    public static Customer create(ApiClient administrator, String name) {
        String account = administrator
                .post("/v1/accounts", "{\"name\":\"" + name + "\"}")
                .path("id")
                .asText();
        String key = administrator
                .post("/v1/api-keys", "{\"name\":\"" + name + "\",\"account\":\"" + account + "\"}")
                .path("key")
                .asText();
        return new Customer(account, administrator.withKey(key));
    }

    public String accountId() {
        return accountId;
    }

    public ApiClient api() {
        return api;
    }

    /** Makes a group and returns its id at once, before its members answer. */
    public String createGroup(GroupWish wish) {
        return api.post("/v1/groups", wish.json()).path("id").asText();
    }

    public JsonNode group(String groupId) {
        return api.get("/v1/groups/" + groupId);
    }

    /** What the group did, and did not do, and why. */
    public List<JsonNode> activities(String groupId) {
        return api.list("/v1/groups/" + groupId + "/activities");
    }

    /** The group's members in any state but deleted. */
    public List<JsonNode> members(String groupId) {
        return api.list("/v1/servers?group=" + groupId).stream()
                .filter(server -> !server.path("state").asText().equals("deleted"))
                .toList();
    }

    /** The addresses of the members that answer. */
    public List<String> addresses(String groupId) {
        return members(groupId).stream()
                .filter(server -> ANSWERING.contains(server.path("state").asText()) && server.hasNonNull("address"))
                .map(server -> server.path("address").asText())
                .toList();
    }

    /** Waits until exactly that many members answer and there are no others. */
    public void awaitRunning(String groupId, int count, Duration atMost) {
        Waiting.until(
                count + " running members of " + groupId,
                atMost,
                () -> members(groupId).size() == count && addresses(groupId).size() == count);
    }

    /** The group's one address, once it is known. */
    public String balancer(String groupId) {
        return Waiting.forValue("the address of " + groupId, SOON, () -> Optional.of(
                        group(groupId).path("balancer"))
                .filter(balancer -> balancer.path("state").asText().equals("active"))
                .map(balancer -> balancer.path("address").asText()));
    }

    /** Starts load on the group's one address; none until it is told how much. */
    public LoadGenerator load(String groupId) {
        return new LoadGenerator(balancer(groupId));
    }

    /** Kills the process of a member as a crash would; returns the member. One that has too much to do to answer is asked again. */
    public JsonNode killAMember(String groupId) {
        return Waiting.forValue("a running member that answers", SOON, () -> members(groupId).stream()
                .filter(server -> server.path("state").asText().equals("running"))
                .filter(Customer::killed)
                .findFirst());
    }

    /** Whether the server said which process is its own, and that was ended. */
    private static boolean killed(JsonNode server) {
        URI address = URI.create("http://" + server.path("address").asText());
        try {
            long pid = new ApiClient(address, "none").get("/").path("pid").asLong();
            return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
        } catch (UncheckedIOException unanswered) {
            return false;
        }
    }

    /** The tickets about a server. */
    public List<JsonNode> ticketsOf(String serverId) {
        return api.list("/v1/tickets?serverId=" + serverId);
    }

    /** The one ticket about a server, once it is in that state. */
    public JsonNode awaitTicket(String serverId, String state, Duration atMost) {
        JsonNode ticket =
                Waiting.forValue("a " + state + " ticket of " + serverId, atMost, () -> ticketsOf(serverId).stream()
                        .filter(candidate -> candidate.path("state").asText().equals(state))
                        .findFirst());
        return api.get("/v1/tickets/" + ticket.path("id").asText());
    }

    public List<JsonNode> usage() {
        return api.list("/v1/usage");
    }

    /** The draft invoice, with its lines. */
    public JsonNode draft() {
        Optional<JsonNode> draft = api.list("/v1/invoices").stream()
                .filter(invoice -> invoice.path("status").asText().equals("draft"))
                .findFirst();
        return api.get("/v1/invoices/" + draft.orElseThrow().path("id").asText());
    }

    public List<JsonNode> events(String query) {
        return api.list("/v1/events?" + query);
    }

    /** A limit to the month's spending in EUR. */
    public String createBudget(String amount) {
        return api.post("/v1/budgets", "{\"limit\":{\"amount\":\"" + amount + "\",\"currency\":\"EUR\"}}")
                .path("id")
                .asText();
    }

    /** Deletes the group and waits until no member is left. */
    public void deleteGroup(String groupId, Duration atMost) {
        api.delete("/v1/groups/" + groupId);
        Waiting.until("no members of " + groupId, atMost, () -> members(groupId).isEmpty());
    }
}
