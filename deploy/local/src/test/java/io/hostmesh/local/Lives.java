package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.local.client.Customer;
import io.hostmesh.local.client.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many seconds each server lived by its own events, and by the bill. */
final class Lives {

    private static final String PREFIX = "io.hostmesh.provisioning.server.";
    private static final Set<String> BEGINS = Set.of("provisioned", "started");
    private static final Set<String> ENDS = Set.of("stopped", "failed", "deleted");

    private Lives() {}

    /** Waits until every server has ended, in the events and on the bill; returns its seconds, which are the same in both. */
    static Map<String, Long> awaitTheSameOnTheBill(Customer customer, Duration atMost) {
        try {
            Waiting.until("every life to be on the bill", atMost, () -> {
                List<JsonNode> usage = customer.usage();
                return usage.stream().allMatch(line -> line.hasNonNull("to"))
                        && ofEvents(customer).equals(ofUsage(usage));
            });
        } catch (IllegalStateException late) {
            assertEquals(ofEvents(customer), ofUsage(customer.usage()), late.getMessage());
            throw late;
        }
        return ofEvents(customer);
    }

    /** Billed seconds of each server: the second boundaries passed while it lived. Only for servers that have ended. */
    private static Map<String, Long> ofEvents(Customer customer) {
        Map<String, Long> seconds = new TreeMap<>();
        Map<String, Instant> running = new HashMap<>();
        for (JsonNode event : customer.events("")) {
            String type = event.path("type").asText();
            if (!type.startsWith(PREFIX)) {
                continue;
            }
            String step = type.substring(PREFIX.length());
            JsonNode data = event.path("data");
            String serverId = data.path("serverId").asText();
            Instant at = Instant.parse(data.path("occurredAt").asText());
            if (BEGINS.contains(step)) {
                running.put(serverId, at);
            } else if (ENDS.contains(step) && running.containsKey(serverId)) {
                Instant since = running.remove(serverId);
                seconds.merge(serverId, at.getEpochSecond() - since.getEpochSecond(), Long::sum);
            }
        }
        return seconds;
    }

    /** What the usage lines say; only those that have ended. */
    private static Map<String, Long> ofUsage(List<JsonNode> usage) {
        Map<String, Long> seconds = new TreeMap<>();
        for (JsonNode line : usage) {
            if (line.hasNonNull("to")) {
                seconds.merge(
                        line.path("serverId").asText(), line.path("seconds").asLong(), Long::sum);
            }
        }
        return seconds;
    }
}
