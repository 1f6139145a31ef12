package io.hostmesh.billing.budget;

import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.billing.rate.ExactAmount;
import io.hostmesh.contracts.AccountEvent;
import io.hostmesh.contracts.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decides what is to be said about budgets. Pure. */
final class BudgetDecider {

    /** At this share of the limit nothing more is provisioned. */
    static final int LIMIT_PERCENT = 100;

    /** The shares of the limit that are announced, each once per period and limit. */
    static final List<Integer> THRESHOLDS_PERCENT = List.of(50, 80, LIMIT_PERCENT);

    /** The budget as it is afterwards, and what to publish. */
    record Decision(Budget budget, List<AccountEvent> events) {}

    private BudgetDecider() {}

    /** Compares what was spent in the period since {@code periodStart} with the limit. */
    static Decision evaluate(Budget budget, Instant periodStart, ExactAmount spent, Instant now) {
        int announced = budget.periodStart().equals(periodStart) ? budget.crossedPercent() : 0;
        Money spentMoney = Currencies.rounded(spent, budget.currency());
        Money limit = Money.of(budget.limit(), budget.currency());
        List<AccountEvent> events = new ArrayList<>();
        int crossed = announced;
        for (int threshold : THRESHOLDS_PERCENT) {
            if (threshold > announced && meets(spent, budget.limit(), threshold)) {
                events.add(new AccountEvent.BudgetThresholdCrossed(budget.id(), threshold, spentMoney, limit, now));
                crossed = threshold;
            }
        }
        if (crossed >= LIMIT_PERCENT && announced < LIMIT_PERCENT) {
            events.add(new AccountEvent.SpendLimitReached(budget.id(), spentMoney, limit, now));
        }
        return new Decision(budget.crossed(periodStart, crossed), List.copyOf(events));
    }

    /**
     * Another limit for the same period. Thresholds that are met under both limits are not announced again; one that is
     * no longer met will be when it is met again, or else the new limit would stop nothing.
     */
    static Budget changeLimit(Budget budget, BigDecimal newLimit, ExactAmount spent) {
        int crossed = THRESHOLDS_PERCENT.stream()
                .filter(threshold -> threshold <= budget.crossedPercent() && meets(spent, newLimit, threshold))
                .reduce(0, Math::max);
        return budget.withLimit(newLimit, crossed);
    }

    private static boolean meets(ExactAmount spent, BigDecimal limit, int percent) {
        return spent.compareTo(ExactAmount.of(limit).percent(percent)) >= 0;
    }
}
