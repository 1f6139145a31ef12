package io.hostmesh.billing.budget;

import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.billing.rate.ExactAmount;
import io.hostmesh.contracts.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * A budget as the API shows it.
 *
 * @param spent in the running period, to this second
 * @param spentPercent of the limit, rounded down
 */
record BudgetView(
        String id,
        String account,
        Money limit,
        BudgetPeriod period,
        Instant periodStart,
        Money spent,
        int spentPercent,
        Status status,
        long version,
        Instant createdAt) {

    enum Status {
        WITHIN_LIMIT,
        LIMIT_REACHED
    }

    static BudgetView of(Budget budget, BudgetPeriod period, Instant periodStart, ExactAmount spent) {
        boolean reached = budget.reached() && budget.periodStart().equals(periodStart);
        return new BudgetView(
                budget.id(),
                budget.accountId(),
                Money.of(budget.limit(), budget.currency()),
                period,
                periodStart,
                Currencies.rounded(spent, budget.currency()),
                percent(budget, spent),
                reached ? Status.LIMIT_REACHED : Status.WITHIN_LIMIT,
                budget.version(),
                budget.createdAt());
    }

    private static int percent(Budget budget, ExactAmount spent) {
        return spent.times3600()
                .movePointRight(2)
                .divide(ExactAmount.of(budget.limit()).times3600(), 0, RoundingMode.DOWN)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .intValue();
    }
}
