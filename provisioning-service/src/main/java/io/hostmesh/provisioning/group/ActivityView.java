package io.hostmesh.provisioning.group;

import io.hostmesh.kit.json.Json;
import io.hostmesh.provisioning.policy.Evaluation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An activity as the API shows it.
 *
 * @param kind what is done; {@code decline}, {@code hold} and {@code keep} say why nothing is
 * @param reason a stable word for why not
 * @param figures the measurement that it follows from
 * @param lastAt when the outcome was the same for the last time, and {@code count} how often it was
 * @param waiting which of its servers wait at this moment because their location is not available; null where none does
 * @param evaluation what was seen, what each policy wished and what limited it, the last time
 */
record ActivityView(
        String id,
        String group,
        String kind,
        @Nullable String reason,
        String because,
        int from,
        int to,
        int wished,
        Activity.@Nullable Figures figures,
        List<String> serverIds,
        String correlationId,
        Instant at,
        Instant lastAt,
        int count,

        @Schema(
                description = "Servers of this activity that are not made or deleted yet because their location is not"
                        + " available at this moment, and when that is asked again.")
        @Nullable
        Waiting waiting,

        @Nullable Evaluation evaluation) {

    /** Servers that nothing is done to, and why. */
    record Waiting(List<String> serverIds, String because) {}

    /**
     * An activity as it is stored, and what its servers wait for now.
     *
     * @param waiting why servers of its group wait, by their ids
     */
    static ActivityView of(ActivityRow row, GroupStore store, Map<String, String> waiting) {
        List<String> servers = row.serverIds.isEmpty() ? List.of() : List.of(row.serverIds.split(",", -1));
        return new ActivityView(
                row.id,
                row.groupId,
                Json.written(row.kind),
                row.reason,
                row.because,
                row.fromSize,
                row.toSize,
                row.wished,
                row.figures == null ? null : store.read(row.figures, Activity.Figures.class),
                servers,
                row.correlationId,
                row.happenedAt,
                row.lastAt == null ? row.happenedAt : row.lastAt,
                row.repeats + 1,
                among(servers, waiting),
                row.evaluation == null ? null : store.read(row.evaluation, Evaluation.class));
    }

    private static @Nullable Waiting among(List<String> servers, Map<String, String> waiting) {
        List<String> those = servers.stream().filter(waiting::containsKey).toList();
        String because = those.stream().map(waiting::get).distinct().collect(Collectors.joining("; "));
        return those.isEmpty() ? null : new Waiting(those, because);
    }
}
