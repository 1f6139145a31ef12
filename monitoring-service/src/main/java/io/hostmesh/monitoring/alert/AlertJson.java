package io.hostmesh.monitoring.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Notice;
import io.hostmesh.contracts.AlertEvent.Series;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of an alert that are kept as JSON. */
@ApplicationScoped
class AlertJson {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
    private static final TypeReference<List<Series>> SERIES = new TypeReference<>() {};

    private final ObjectMapper json;

    AlertJson(ObjectMapper json) {
        this.json = json;
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected something that can be written as JSON, got " + value, e);
        }
    }

    @Nullable
    String writeIfAny(@Nullable Object value) {
        return value == null ? null : write(value);
    }

    @Nullable
    JsonNode tree(@Nullable String text) {
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw unreadable(text, e);
        }
    }

    @Nullable
    Notice notice(@Nullable String text) {
        try {
            return text == null ? null : json.readValue(text, Notice.class);
        } catch (JsonProcessingException e) {
            throw unreadable(text, e);
        }
    }

    AlertEvent.@Nullable Rule rule(@Nullable String text) {
        try {
            return text == null ? null : json.readValue(text, AlertEvent.Rule.class);
        } catch (JsonProcessingException e) {
            throw unreadable(text, e);
        }
    }

    @Nullable
    Measurement measurement(@Nullable String text) {
        try {
            return text == null ? null : json.readValue(text, Measurement.class);
        } catch (JsonProcessingException e) {
            throw unreadable(text, e);
        }
    }

    Map<String, String> labels(String text) {
        try {
            return text.equals("{}") ? Map.of() : json.readValue(text, LABELS);
        } catch (JsonProcessingException e) {
            throw unreadable(text, e);
        }
    }

    List<Series> series(String text) {
        try {
            return json.readValue(text, SERIES);
        } catch (JsonProcessingException e) {
            throw unreadable(text, e);
        }
    }

    private static IllegalStateException unreadable(String text, JsonProcessingException e) {
        return new IllegalStateException("expected the JSON that was written, got " + text.length() + " characters", e);
    }
}
