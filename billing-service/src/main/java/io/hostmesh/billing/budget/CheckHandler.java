package io.hostmesh.billing.budget;

import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks an account's budgets, in a transaction of its own. */
@ApplicationScoped
class CheckHandler {

    private final Transactions transactions;
    private final BudgetStore store;
    private final BudgetChecks checks;
    private final Clock clock;

    CheckHandler(Transactions transactions, BudgetStore store, BudgetChecks checks, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.checks = checks;
        this.clock = clock;
    }

    /** Accounts whose last check is at least that old. */
    Uni<List<String>> due(Duration age, int limit) {
        return transactions.inTransaction(
                session -> store.due(session, clock.instant().minus(age), limit));
    }

    /** Checks the account unless that was done within {@code age}, here or by another instance. */
    Uni<Void> check(String accountId, Duration age) {
        return transactions.inTransaction(session -> {
            Instant now = clock.instant();
            return store.lockForCheck(session, accountId, now.minus(age), now)
                    .chain(locked -> locked
                            ? checks.check(session, accountId, now)
                            : Uni.createFrom().voidItem());
        });
    }
}
