package io.hostmesh.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.local.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long the loop took, from the events' own times. */
final class MeasuredTimes {

    private final Map<String, Instant> accepted = new HashMap<>();
    private final Map<String, Instant> decided = new HashMap<>();
    private final Map<String, String> growthOf = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private String victim = "";
    private Instant killedAt = Instant.EPOCH;

    synchronized void killed(String serverId, Instant at) {
        victim = serverId;
        killedAt = at;
    }

    /** Takes an event into account; events of one correlation come in the order of their causes. */
    synchronized void see(JsonNode event) {
        JsonNode data = event.path("data");
        String correlation = event.path("correlationId").asText();
        switch (event.path("type").asText()) {
            case "io.hostmesh.monitoring.alert.fired", "io.hostmesh.monitoring.alert.still-firing" -> {
                if (data.path("kind").asText().equalsIgnoreCase("overload")) {
                    accepted.put(correlation, instant(data.path("measurement"), "acceptedAt"));
                }
            }
            case "io.hostmesh.provisioning.group.scaled" -> scaled(correlation, data);
            case "io.hostmesh.provisioning.server.provisioned" -> provisioned(data);
            case "io.hostmesh.provisioning.server.failed" -> failure(data, "detected");
            case "io.hostmesh.ticket.ticket.opened" -> failure(data, "ticket open");
            case "io.hostmesh.provisioning.server.replaced" -> failure(data, "replaced");
            default -> {}
        }
    }

    synchronized void print(Progress out) {
        out.say("== Measured");
        lines.forEach(line -> out.say("  " + line));
    }

    private void scaled(String correlation, JsonNode data) {
        Instant sample = accepted.get(correlation);
        if (sample == null || data.path("to").asInt() <= data.path("from").asInt()) {
            return;
        }
        Instant at = instant(data, "occurredAt");
        String growth = data.path("from").asText() + " -> " + data.path("to").asText();
        lines.add(line("growth " + growth + ": overload accepted -> growth decided", sample, at));
        for (JsonNode serverId : data.path("serverIds")) {
            decided.put(serverId.asText(), at);
            growthOf.put(serverId.asText(), growth);
        }
    }

    private void provisioned(JsonNode data) {
        String serverId = data.path("serverId").asText();
        Instant since = decided.get(serverId);
        if (since != null) {
            lines.add(line(
                    "growth " + growthOf.get(serverId) + ": growth decided -> new server answering",
                    since,
                    instant(data, "occurredAt")));
        }
    }

    private void failure(JsonNode data, String what) {
        if (data.path("serverId").asText().equals(victim)) {
            lines.add(line("failure: killed -> " + what, killedAt, instant(data, "occurredAt")));
        }
    }

    private static String line(String what, Instant from, Instant to) {
        return String.format(
                Locale.ROOT, "%-60s %7d ms", what, Duration.between(from, to).toMillis());
    }

    private static Instant instant(JsonNode data, String field) {
        return Instant.parse(data.path(field).asText("1970-01-01T00:00:00Z"));
    }
}
