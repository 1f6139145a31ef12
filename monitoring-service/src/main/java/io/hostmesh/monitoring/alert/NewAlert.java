package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.event.Cause;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that began to be wrong.
 *
 * @param labels given to it besides those that every alert has
 * @param cause its correlation id is that of the whole episode
 */
public record NewAlert(
        Kind kind,
        Scope scope,
        Origin origin,
        String summary,
        @Nullable Measurement measurement,
        List<Series> evidence,
        Map<String, String> labels,
        Cause cause,
        Instant at) {

    /** One without labels of its own. */
    public NewAlert(
            Kind kind,
            Scope scope,
            Origin origin,
            String summary,
            @Nullable Measurement measurement,
            List<Series> evidence,
            Cause cause,
            Instant at) {
        this(kind, scope, origin, summary, measurement, evidence, Map.of(), cause, at);
    }

    /** What it was measured by, or empty. */
    String metric() {
        return measurement == null ? "" : measurement.metric();
    }

    String scopeId() {
        for (String id : Arrays.asList(scope.serverId(), scope.groupId(), scope.locationId())) {
            if (id != null) {
                return id;
            }
        }
        throw new IllegalArgumentException("expected a server, a group or a location in the scope of an alert");
    }
}
