package io.hostmesh.billing.budget;

import io.hostmesh.billing.rate.ExactAmount;
import io.hostmesh.contracts.AccountEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Compares spending with budgets and appends what is to be said, within the transaction that holds the account's lock. */
@ApplicationScoped
class BudgetChecks {

    private final BudgetStore store;
    private final Spending spending;
    private final Outbox outbox;

    BudgetChecks(BudgetStore store, Spending spending, Outbox outbox) {
        this.store = store;
        this.spending = spending;
        this.outbox = outbox;
    }

    /** Evaluates every budget of the account; reinstates it if the period in which a limit was reached is over. */
    Uni<Void> check(Mutiny.Session session, String accountId, Instant now) {
        return store.ofAccount(session, accountId).chain(rows -> {
            List<BudgetRow> reachedBefore =
                    rows.stream().filter(row -> row.budget().reached()).toList();
            Uni<Void> checked = Uni.createFrom().voidItem();
            for (BudgetRow row : rows) {
                checked = checked.chain(() -> check(session, row, now));
            }
            return checked.chain(() -> reachedBefore.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : reinstateIfChanged(
                            session,
                            Cause.start(reachedBefore.get(0).correlationId, accountId),
                            true,
                            "A new period began.",
                            now));
        });
    }

    private Uni<Void> check(Mutiny.Session session, BudgetRow row, Instant now) {
        return spent(session, row.accountId, row.period, now).chain(spent -> {
            BudgetDecider.Decision decision = BudgetDecider.evaluate(row.budget(), row.period.startOf(now), spent, now);
            row.set(decision.budget());
            return outbox.append(
                    session, Cause.start(row.correlationId, row.accountId), row.accountId, decision.events());
        });
    }

    /** What the account spent in the period that {@code now} is in. */
    Uni<ExactAmount> spent(Mutiny.Session session, String accountId, BudgetPeriod period, Instant now) {
        return spending.between(session, accountId, period.startOf(now), now);
    }

    /** True while any budget of the account is used up. */
    Uni<Boolean> isReached(Mutiny.Session session, String accountId) {
        return store.ofAccount(session, accountId)
                .map(rows -> rows.stream().anyMatch(row -> row.budget().reached()));
    }

    /** Says that the account may provision again, if it could not before and no budget is used up any more. */
    Uni<Void> reinstateIfChanged(
            Mutiny.Session session, Cause cause, boolean reachedBefore, String because, Instant now) {
        String accountId = cause.accountId();
        if (!reachedBefore || accountId == null) {
            return Uni.createFrom().voidItem();
        }
        return isReached(session, accountId)
                .chain(reached -> reached
                        ? Uni.createFrom().voidItem()
                        : outbox.append(session, cause, accountId, List.of(new AccountEvent.Reinstated(because, now))));
    }
}
