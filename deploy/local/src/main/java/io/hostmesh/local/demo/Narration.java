package io.hostmesh.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** What an event means, in one line for a person. */
final class Narration {

    private static final String PREFIX = "io.hostmesh.";

    private Narration() {}

    /** The line, or empty for an event that is of no interest to someone who watches. */
    static Optional<String> of(JsonNode event) {
        String type = event.path("type").asText();
        JsonNode data = event.path("data");
        String name = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
        String text =
                switch (name) {
                    case "monitoring.alert.fired" -> alert(data) + " " + measurement(data);
                    case "monitoring.alert.resolved" -> alert(data) + " is over: " + text(data, "because");
                    case "provisioning.server.requested" -> "server " + text(data, "name") + " is being made";
                    case "provisioning.server.provisioned" ->
                        "server " + text(data, "name") + " answers at " + text(data, "address");
                    case "provisioning.server.failed" ->
                        "server " + text(data, "name") + " FAILED: " + text(data, "because");
                    case "provisioning.server.replaced" ->
                        "the failed server is replaced, the new one answers at " + text(data, "replacementAddress");
                    case "provisioning.server.deleted" -> "a server is deleted: " + text(data, "because");
                    case "provisioning.group.created" -> "the group stands";
                    case "provisioning.group.scaled" ->
                        "GROUP " + text(data, "from") + " -> " + text(data, "to") + ": " + text(data, "because");
                    case "provisioning.group.scaling-declined" -> "NOT GROWN: " + text(data, "because");
                    case "billing.budget.threshold-crossed" ->
                        text(data, "thresholdPercent") + " % of the budget is spent (" + money(data.path("spent"))
                                + ")";
                    case "billing.account.spend-limit-reached" ->
                        "the budget of " + money(data.path("limit")) + " is REACHED";
                    case "billing.account.reinstated" -> "the account may provision again: " + text(data, "because");
                    case "billing.invoice.finalized" ->
                        "invoice " + text(data, "number") + " over " + money(data.path("total"));
                    case "billing.invoice.paid" -> "the invoice is paid: " + money(data.path("amount"));
                    case "ticket.ticket.opened" -> "TICKET opened: " + text(data, "subject");
                    case "ticket.ticket.solved" -> "the ticket is solved: " + text(data, "because");
                    default -> "";
                };
        String service = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return text.isEmpty() ? Optional.empty() : Optional.of(String.format("%-13s %s", service, text));
    }

    private static String alert(JsonNode data) {
        return text(data, "kind").toLowerCase(Locale.ROOT);
    }

    private static String measurement(JsonNode data) {
        JsonNode measured = data.path("measurement");
        if (!measured.hasNonNull("value")) {
            return text(data, "summary");
        }
        return String.format(
                Locale.ROOT,
                "%s is %.1f, the target %.0f (%d measured, %d missing)",
                measured.path("metric").asText(),
                measured.path("value").asDouble(),
                measured.path("target").asDouble(),
                measured.path("measured").asInt(),
                measured.path("missing").asInt());
    }

    static String money(JsonNode money) {
        return money.path("amount").asText() + " " + money.path("currency").asText();
    }

    private static String text(JsonNode data, String field) {
        return data.path(field).asText();
    }
}
