package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.monitoring.quiet.FiringAlert;
import org.jspecify.annotations.Nullable;

/** The little of an alert that tells whether to look closer. */
record Glance(
        String id,
        @Nullable String accountId,
        Kind kind,
        @Nullable String groupId,
        @Nullable String serverId,
        @Nullable String location,
        String metric,
        String labels,
        @Nullable String notice,
        boolean flapping,
        long version) {

    FiringAlert facts(AlertJson json) {
        return AlertFacts.of(id, accountId, kind, groupId, serverId, location, metric, json.labels(labels));
    }
}
