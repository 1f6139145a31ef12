package io.hostmesh.monitoring.received;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One alert in a delivery.
 *
 * @param labels which tell it from others, {@code alertname} among them
 * @param generatorUrl where it was judged, over HTTP; null where its sender does not say
 * @param startsAt when it began, by its sender; of an alert that is over and has no beginning, its end
 * @param endsAt when it ended, or until when it goes on unless it is repeated; null where the sender does not say
 * @param resolved whether the sender says that it is over
 */
record Received(
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String generatorUrl,
        Instant startsAt,
        @Nullable Instant endsAt,
        boolean resolved) {

    private static final int LONGEST_SUMMARY = 500;

    String name() {
        return labels.getOrDefault("alertname", "alert");
    }

    String summary() {
        String text = annotations.getOrDefault("summary", annotations.getOrDefault("description", name()));
        String told = text.isBlank() ? name() : text;
        return told.length() > LONGEST_SUMMARY ? told.substring(0, LONGEST_SUMMARY) : told;
    }
}
