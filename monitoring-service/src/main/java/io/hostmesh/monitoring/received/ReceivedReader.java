package io.hostmesh.monitoring.received;

import com.fasterxml.jackson.databind.JsonNode;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads deliveries: of Alertmanager's webhook, version 4, and of its {@code POST /api/v2/alerts}. What is not known is stepped over, as
 * those who send it add to it; of several alerts those that are right are read. One instance reads one delivery.
 */
final class ReceivedReader {

    private static final int MAXIMUM_ERRORS = 100;
    /** RFC 3986: a scheme, a host and what follows; of printable ASCII, as an address that needs more is written with escapes. */
    private static final Pattern HTTP_URL = Pattern.compile("(?i)https?://[\\p{Graph}&&[^/?#]][\\p{Graph}]*");
    /** Ten years: beyond what any sender means, and within what every store of times takes. */
    private static final long LONGEST_AHEAD_SECONDS = 10L * 365 * 24 * 3_600;

    private final Instant now;
    private final ReceivedBounds bounds;
    private final List<FieldError> errors = new ArrayList<>();
    private int wrong;

    ReceivedReader(Instant now, ReceivedBounds bounds) {
        this.now = now;
        this.bounds = bounds;
    }

    /** What is wrong, the first {@value #MAXIMUM_ERRORS} of it; empty where nothing is. */
    List<FieldError> errors() {
        return errors;
    }

    /** How many alerts are left out because something of each is wrong. */
    int wrong() {
        return wrong;
    }

    List<Received> webhook(JsonNode delivery) {
        if (!delivery.isObject()) {
            refuse("", "must be an object, as Alertmanager's webhook sends it");
            return List.of();
        }
        if (!delivery.path("version").asText().equals("4")) {
            refuse("version", "must be \"4\"");
            return List.of();
        }
        return list("alerts", delivery.path("alerts"), true);
    }

    List<Received> posted(JsonNode delivery) {
        return list("", delivery, false);
    }

    private List<Received> list(String field, JsonNode alerts, boolean webhook) {
        if (!alerts.isArray()) {
            refuse(field, "must be an array of alerts");
            return List.of();
        }
        if (alerts.size() > bounds.alerts()) {
            refuse(field, "must hold at most " + bounds.alerts() + " alerts, got " + alerts.size());
            return List.of();
        }
        List<Received> read = new ArrayList<>();
        for (int index = 0; index < alerts.size(); index++) {
            int before = errors.size();
            Received alert = alert(field + "[" + index + "]", alerts.get(index), webhook);
            if (alert != null && errors.size() == before && before < MAXIMUM_ERRORS) {
                read.add(alert);
            } else {
                wrong++;
            }
        }
        return read;
    }

    private @Nullable Received alert(String field, JsonNode alert, boolean webhook) {
        if (!alert.isObject()) {
            refuse(field, "must be an object");
            return null;
        }
        String at = field + ".";
        Map<String, String> labels = texts(at + "labels", alert.path("labels"), bounds.labelCharacters());
        if (labels.isEmpty()) {
            refuse(at + "labels", "must hold at least one label");
        }
        Map<String, String> annotations =
                texts(at + "annotations", alert.path("annotations"), bounds.annotationCharacters());
        if (characters(annotations) > bounds.annotationCharacters()) {
            refuse(at + "annotations", "must have at most " + bounds.annotationCharacters() + " characters together");
        }
        Instant startsAt = time(at + "startsAt", alert.path("startsAt"));
        Instant endsAt = time(at + "endsAt", alert.path("endsAt"));
        String status = alert.path("status").asText();
        if (webhook && !status.equals("firing") && !status.equals("resolved")) {
            refuse(at + "status", "must be firing or resolved");
        }
        boolean ended = endsAt != null && !endsAt.isAfter(now);
        boolean resolved = webhook ? status.equals("resolved") : ended;
        Instant began = startsAt;
        if (began == null) {
            began = endsAt != null && ended ? endsAt : now;
        }
        return new Received(labels, annotations, url(alert.path("generatorURL")), began, endsAt, resolved);
    }

    private static int characters(Map<String, String> texts) {
        return texts.entrySet().stream()
                .mapToInt(text -> text.getKey().length() + text.getValue().length())
                .sum();
    }

    /** Only what a browser opens over HTTP is kept of it: whoever looks at an alert may follow it. It is not worth refusing an alert. */
    private @Nullable String url(JsonNode text) {
        String url = text.asText();
        return text.isTextual()
                        && url.length() <= bounds.urlCharacters()
                        && HTTP_URL.matcher(url).matches()
                ? url
                : null;
    }

    private Map<String, String> texts(String field, JsonNode object, int longest) {
        Map<String, String> texts = new TreeMap<>();
        if (object.isMissingNode() || object.isNull()) {
            return texts;
        }
        if (!object.isObject() || object.size() > bounds.labels()) {
            refuse(field, "must be an object of at most " + bounds.labels() + " texts");
            return texts;
        }
        object.properties().forEach(entry -> {
            String name = entry.getKey();
            String value = entry.getValue().asText();
            if (!entry.getValue().isTextual() || value.length() > longest || value.indexOf('\0') >= 0) {
                refuse(field + "." + shortened(name), "must be a text of at most " + longest + " characters");
            } else if (name.isEmpty() || name.length() > bounds.nameCharacters() || name.indexOf('\0') >= 0) {
                refuse(field, "must have names of 1 to " + bounds.nameCharacters() + " characters");
            } else if (!value.isEmpty()) {
                texts.put(name, value);
            }
        });
        return texts;
    }

    /** To the microsecond, as times are kept: said again, it is the same. The zero of Go's clock, year 1, stands for no time. */
    private @Nullable Instant time(String field, JsonNode text) {
        if (text.isMissingNode() || text.isNull() || text.asText().isEmpty()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text.asText()).toInstant().truncatedTo(ChronoUnit.MICROS);
            if (time.isAfter(now.plusSeconds(LONGEST_AHEAD_SECONDS))) {
                refuse(field, "must be at most ten years ahead");
            }
            return time.isBefore(Instant.EPOCH) ? null : time;
        } catch (DateTimeParseException e) {
            refuse(field, "must be a time as RFC 3339 has it");
            return null;
        }
    }

    private void refuse(String field, String message) {
        if (errors.size() < MAXIMUM_ERRORS) {
            errors.add(new FieldError(field, message));
        }
    }

    private static String shortened(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "..." : name;
    }
}
