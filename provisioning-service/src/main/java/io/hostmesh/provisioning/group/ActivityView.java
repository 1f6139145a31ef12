package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.policy.Evaluation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An activity as the API shows it.
 *
 * @param kind what is done; {@code decline}, {@code hold} and {@code keep} say why nothing is
 * @param reason a stable word for why not
 * @param figures the measurement that it follows from
 * @param lastAt when the outcome was the same for the last time, and {@code count} how often it was
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
        @Nullable Evaluation evaluation) {

    static ActivityView of(ActivityRow row, GroupStore store) {
        return new ActivityView(
                row.id,
                row.groupId,
                row.kind,
                row.reason,
                row.because,
                row.fromSize,
                row.toSize,
                row.wished,
                row.figures == null ? null : store.read(row.figures, Activity.Figures.class),
                row.serverIds.isEmpty() ? List.of() : List.of(row.serverIds.split(",", -1)),
                row.correlationId,
                row.happenedAt,
                row.lastAt == null ? row.happenedAt : row.lastAt,
                row.repeats + 1,
                row.evaluation == null ? null : store.read(row.evaluation, Evaluation.class));
    }
}
