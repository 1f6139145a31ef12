package io.hostmesh.provisioning.group;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An activity as the API shows it.
 *
 * @param kind what is done; {@code decline} and {@code hold} say why nothing is
 * @param reason a stable word for why not
 * @param figures the measurement that it follows from
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
        Instant at) {

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
                row.happenedAt);
    }
}
