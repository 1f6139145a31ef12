package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.CheckResult;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.AlertEvent.Reported;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.monitoring.label.StorableText;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that began to be wrong.
 *
 * @param results of a check: its last results, oldest first; null for other alerts
 * @param labels given to it besides those that every alert has
 * @param reported what another monitoring system says of it; null for alerts of our own
 * @param cause its correlation id is that of the whole episode
 * @param at when we found it, or heard of it
 */
public record NewAlert(
        Kind kind,
        Scope scope,
        Origin origin,
        String summary,
        @Nullable Measurement measurement,
        List<Series> evidence,
        @Nullable List<CheckResult> results,
        Map<String, String> labels,
        @Nullable OfRule rule,
        @Nullable Reported reported,
        Cause cause,
        Instant at) {

    /** Labels and answers of others can hold what a text in the database cannot; a judge is not to stop at that. */
    public NewAlert {
        summary = StorableText.of(summary);
    }

    /**
     * That an alert is of a rule.
     *
     * @param key the same for the same rule and what it judges
     */
    public record OfRule(AlertEvent.Rule rule, String key) {}

    /** One without labels of its own, that is not of a rule. */
    public NewAlert(
            Kind kind,
            Scope scope,
            Origin origin,
            String summary,
            @Nullable Measurement measurement,
            List<Series> evidence,
            Cause cause,
            Instant at) {
        this(kind, scope, origin, summary, measurement, evidence, null, Map.of(), null, null, cause, at);
    }

    /** A check that does not find what it expects. */
    public static NewAlert ofCheck(Scope scope, String summary, List<CheckResult> results, Cause cause, Instant at) {
        return new NewAlert(
                Kind.CHECK, scope, Origin.CHECK, summary, null, List.of(), results, Map.of(), null, null, cause, at);
    }

    /** The same, as part of that chain of causes. */
    NewAlert in(String correlationId) {
        Cause known = new Cause(correlationId, cause.causationId(), cause.accountId(), cause.traceparent());
        return new NewAlert(
                kind, scope, origin, summary, measurement, evidence, results, labels, rule, reported, known, at);
    }

    /** What tells it from others of the same kind and scope: what it was measured by, its rule's key, or empty. */
    String metric() {
        if (rule != null) {
            return rule.key();
        }
        return measurement == null ? "" : measurement.metric();
    }

    String scopeId() {
        return scopeId(scope, rule == null ? null : rule.key());
    }

    /** What an alert is kept by: the check, the server, the group or the location, otherwise the key of its rule. */
    public static String scopeId(Scope scope, @Nullable String ruleKey) {
        for (String id :
                Arrays.asList(scope.checkId(), scope.serverId(), scope.groupId(), scope.locationId(), ruleKey)) {
            if (id != null) {
                return id;
            }
        }
        throw new IllegalArgumentException(
                "expected a check, a server, a group, a location or a rule in the scope of an alert");
    }
}
