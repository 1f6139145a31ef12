package io.hostmesh.billing.budget;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A limit to what an account spends in a period, with what was said about it so far.
 *
 * @param periodStart the start of the period that {@code crossedPercent} is about
 * @param crossedPercent the highest threshold that was announced in that period for this limit, or 0
 * @param correlationId the correlation of everything that is said about this budget by itself
 * @param version counts the owner's changes
 */
record Budget(
        String id,
        String accountId,
        BigDecimal limit,
        String currency,
        Instant periodStart,
        int crossedPercent,
        String correlationId,
        long version,
        Instant createdAt) {

    /** True while nothing more may be provisioned because of this budget. */
    boolean reached() {
        return crossedPercent >= BudgetDecider.LIMIT_PERCENT;
    }

    Budget crossed(Instant period, int percent) {
        return new Budget(id, accountId, limit, currency, period, percent, correlationId, version, createdAt);
    }

    Budget withLimit(BigDecimal newLimit, int percent) {
        return new Budget(
                id, accountId, newLimit, currency, periodStart, percent, correlationId, version + 1, createdAt);
    }
}
