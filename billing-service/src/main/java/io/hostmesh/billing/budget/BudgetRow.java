package io.hostmesh.billing.budget;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** A {@link Budget} in the database. */
@Entity
@Table(name = "budget")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class BudgetRow {

    @Id
    String id;

    String accountId;
    BigDecimal limitAmount;
    String currency;

    @Enumerated(EnumType.STRING)
    BudgetPeriod period;

    Instant periodStart;
    int crossedPercent;
    String correlationId;

    /** Counts the owner's changes; not Hibernate's version, which would count ours. */
    long version;

    Instant createdAt;

    protected BudgetRow() {}

    BudgetRow(Budget budget, BudgetPeriod period) {
        this.id = budget.id();
        this.accountId = budget.accountId();
        this.currency = budget.currency();
        this.period = period;
        this.correlationId = budget.correlationId();
        this.createdAt = budget.createdAt();
        set(budget);
    }

    /** Takes over what can change of a budget. */
    final void set(Budget budget) {
        this.limitAmount = budget.limit();
        this.periodStart = budget.periodStart();
        this.crossedPercent = budget.crossedPercent();
        this.version = budget.version();
    }

    Budget budget() {
        return new Budget(
                id, accountId, limitAmount, currency, periodStart, crossedPercent, correlationId, version, createdAt);
    }
}
