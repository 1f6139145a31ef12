package io.hostmesh.monitoring.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it is shown.
 *
 * @param group the group it is about, {@code server} the server and {@code location} the location, where it is about one
 * @param measurement the newest figures: metric, value, target, measured, missing, newestSampleAt, acceptedAt
 * @param evidence the samples that made it so; only where one alert is asked for, as {@code history} is
 */
record AlertView(
        String id,
        @Nullable String account,
        Kind kind,
        Alert.State state,
        Origin origin,
        @Nullable String group,
        @Nullable String server,
        @Nullable String location,
        String summary,
        @Nullable String because,
        String correlationId,
        @Nullable JsonNode measurement,
        Instant firedAt,
        Instant seenAt,
        @Nullable Instant resolvedAt,
        @Nullable JsonNode evidence,
        @Nullable List<Step> history) {

    /** One transition: {@code fired}, {@code confirmed} or {@code resolved}. */
    record Step(String transition, String because, @Nullable JsonNode measurement, Instant at) {}

    static AlertView of(Alert alert, ObjectMapper json) {
        return of(alert, null, null, json);
    }

    static AlertView withHistory(Alert alert, List<AlertTransition> transitions, ObjectMapper json) {
        List<Step> steps = transitions.stream()
                .map(transition -> new Step(
                        transition.transition, transition.because, read(transition.measurement, json), transition.at))
                .toList();
        return of(alert, read(alert.evidence, json), steps, json);
    }

    private static AlertView of(
            Alert alert, @Nullable JsonNode evidence, @Nullable List<Step> history, ObjectMapper json) {
        return new AlertView(
                alert.id,
                alert.accountId,
                alert.kind,
                alert.state,
                alert.origin,
                alert.groupId,
                alert.serverId,
                alert.locationId,
                alert.summary,
                alert.because,
                alert.correlationId,
                read(alert.measurement, json),
                alert.firedAt,
                alert.seenAt,
                alert.resolvedAt,
                evidence,
                history);
    }

    private static @Nullable JsonNode read(@Nullable String text, ObjectMapper json) {
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected the JSON that was written, got " + text.length() + " bytes", e);
        }
    }
}
