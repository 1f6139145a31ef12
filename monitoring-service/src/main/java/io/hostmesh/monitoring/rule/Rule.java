package io.hostmesh.monitoring.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule of an account, or, without an account, one over every server of every account. Periods are in microseconds.
 *
 * @param pendingFor the condition must hold that long before the rule fires
 * @param keepFiringFor it must not hold for that long before the rule resolves
 * @param missingAfter without a number for that long, data is missing
 * @param labels what is added to the labels of its alerts
 * @param version counts up with each change
 */
public record Rule(
        String id,
        @Nullable String accountId,
        String name,
        Severity severity,
        Condition condition,
        long pendingFor,
        long keepFiringFor,
        long missingAfter,
        Map<String, String> labels,
        long version) {

    public Rule {
        labels = Map.copyOf(labels);
    }

    /** How much of the past must be known to judge the next sample as if all of it were. */
    public long lookback() {
        if (condition instanceof Condition.Rate rate) {
            return missingAfter + rate.window();
        }
        return condition instanceof Condition.Aggregate || condition instanceof Condition.Ratio
                ? 2 * missingAfter
                : missingAfter;
    }

    boolean isForEveryServer() {
        return accountId == null;
    }
}
