package io.hostmesh.monitoring.ruleset;

import io.hostmesh.monitoring.rule.Condition;
import io.hostmesh.monitoring.rule.Level;
import io.hostmesh.monitoring.rule.Rule;
import io.hostmesh.monitoring.rule.Severity;
import io.hostmesh.monitoring.ruleset.RuleBody.ConditionBody;
import io.hostmesh.monitoring.ruleset.RuleBody.ConditionType;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is shown.
 *
 * @param builtIn it holds for every server; an account can only switch it off
 */
record RuleView(
        String id,
        boolean builtIn,
        String name,
        Severity severity,
        ConditionBody condition,
        int forSeconds,
        int keepFiringForSeconds,
        int missingAfterSeconds,
        Map<String, String> labels,
        boolean enabled,
        @Nullable Instant createdAt,
        @Nullable Instant changedAt,
        long version) {

    private static final long SECOND = 1_000_000;

    static RuleView of(RuleRow row, RuleBody body, Rule rule) {
        return new RuleView(
                row.id,
                false,
                rule.name(),
                rule.severity(),
                Objects.requireNonNull(body.condition()),
                seconds(rule.pendingFor()),
                seconds(rule.keepFiringFor()),
                seconds(rule.missingAfter()),
                rule.labels(),
                row.enabled,
                row.createdAt,
                row.changedAt,
                row.version);
    }

    static RuleView ofBuiltIn(Rule rule, boolean enabled) {
        return new RuleView(
                rule.id(),
                true,
                rule.name(),
                rule.severity(),
                condition(rule.condition()),
                seconds(rule.pendingFor()),
                seconds(rule.keepFiringFor()),
                seconds(rule.missingAfter()),
                rule.labels(),
                enabled,
                null,
                null,
                enabled ? 1 : 2);
    }

    private static ConditionBody condition(Condition condition) {
        if (condition instanceof Condition.Absence absence) {
            return new ConditionBody(
                    ConditionType.ABSENCE,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    java.util.List.copyOf(absence.by()),
                    seconds(absence.after()),
                    null,
                    null,
                    null);
        }
        Level level = ((Condition.Threshold) condition).level();
        return new ConditionBody(
                ConditionType.THRESHOLD,
                condition.selector().metric(),
                null,
                level.comparison(),
                level.fire(),
                level.clear(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static int seconds(long micros) {
        return (int) (micros / SECOND);
    }
}
