package io.hostmesh.monitoring.ruleset;

import io.hostmesh.monitoring.rule.AnomalySettings.Direction;
import io.hostmesh.monitoring.rule.Comparison;
import io.hostmesh.monitoring.rule.Condition.Function;
import io.hostmesh.monitoring.rule.Severity;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/rules}, and, with what is to stay left out, {@code PATCH /v1/rules/{id}}; a condition is replaced as a whole.
 *
 * @param forSeconds how long the condition must hold; an absence says that in its condition
 * @param keepFiringForSeconds how long it must not hold before the rule resolves
 * @param missingAfterSeconds without a number for that long, data is missing
 * @param labels what the labels of its alerts have besides
 */
record RuleBody(
        @Nullable String name,
        @Nullable Severity severity,
        @Nullable ConditionBody condition,
        @Nullable Integer forSeconds,
        @Nullable Integer keepFiringForSeconds,
        @Nullable Integer missingAfterSeconds,
        @Nullable Map<String, String> labels,
        @Nullable Boolean enabled) {

    /** What this says, and for what it does not say, the other. */
    RuleBody over(RuleBody other) {
        return new RuleBody(
                or(name, other.name),
                or(severity, other.severity),
                or(condition, other.condition),
                or(forSeconds, other.forSeconds),
                or(keepFiringForSeconds, other.keepFiringForSeconds),
                or(missingAfterSeconds, other.missingAfterSeconds),
                or(labels, other.labels),
                or(enabled, other.enabled));
    }

    private static <T> @Nullable T or(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }

    /** Which kind of condition. */
    enum ConditionType {
        THRESHOLD,
        RATE,
        RATIO,
        ABSENCE,
        AGGREGATE,
        ANOMALY
    }

    /**
     * What a rule looks for.
     *
     * @param metric the name of the metric; only an absence goes without
     * @param comparison how values are compared with {@code fire}, where the condition begins to hold, and {@code clear}, where it
     *     ceases to; without {@code clear} both are the same
     * @param windowSeconds of a rate, and {@code counter} whether its series are counters, as they are unless it says no
     * @param divisor of a ratio, and {@code on} the labels by which both sides belong together
     * @param function of an aggregate, with {@code percentile} from 0 to 100 where it is one
     * @param by labels with whose values series belong together: of an aggregate, and of an absence
     * @param afterSeconds of an absence
     * @param direction of an anomaly: which way from the usual, any by default
     * @param bucketSeconds of an anomaly: so many seconds are one figure, their mean; 300 by default
     * @param learnBuckets of an anomaly: nothing is judged before so many figures were learned from; 288 by default
     */
    @Schema(requiredProperties = "type")
    record ConditionBody(
            @Nullable ConditionType type,
            @Nullable String metric,
            @Nullable List<@Nullable MatcherBody> matchers,
            @Nullable Comparison comparison,
            @Nullable Double fire,
            @Nullable Double clear,
            @Nullable Integer windowSeconds,
            @Nullable Boolean counter,
            @Nullable DivisorBody divisor,
            @Nullable List<@Nullable String> on,
            @Nullable Function function,
            @Nullable Double percentile,
            @Nullable List<@Nullable String> by,
            @Nullable Integer afterSeconds,
            @Nullable Direction direction,
            @Nullable Integer bucketSeconds,
            @Nullable Integer learnBuckets) {}

    /** What a ratio divides by. */
    @Schema(requiredProperties = "metric")
    record DivisorBody(@Nullable String metric, @Nullable List<@Nullable MatcherBody> matchers) {}

    /**
     * A condition on a label.
     *
     * @param comparison one of {@code =}, {@code !=}, {@code =~} and {@code !~}; {@code =} unless it is given
     */
    @Schema(requiredProperties = "label")
    record MatcherBody(
            @Nullable String label,
            @Nullable String comparison,
            @Nullable String value) {}
}
