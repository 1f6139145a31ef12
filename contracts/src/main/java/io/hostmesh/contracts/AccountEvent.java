package io.hostmesh.contracts;

import java.time.Instant;

/** What billing says of an account as a customer. */
public sealed interface AccountEvent {

    Instant occurredAt();

    /** Spending of the running period passed a share of the budget, once per threshold and period. */
    record BudgetThresholdCrossed(String budgetId, int thresholdPercent, Money spent, Money limit, Instant occurredAt)
            implements AccountEvent {}

    /** The budget is used up: nothing more may be provisioned for the account until it is reinstated. */
    record SpendLimitReached(String budgetId, Money spent, Money limit, Instant occurredAt) implements AccountEvent {}

    /** The account may provision again. */
    record Reinstated(String because, Instant occurredAt) implements AccountEvent {}
}
