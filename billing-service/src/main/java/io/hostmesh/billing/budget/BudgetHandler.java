package io.hostmesh.billing.budget;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What owners do with their budgets. */
@ApplicationScoped
class BudgetHandler {

    private final Transactions transactions;
    private final BudgetStore store;
    private final BudgetChecks checks;
    private final Idempotency idempotency;
    private final Ids ids;
    private final Clock clock;

    BudgetHandler(
            Transactions transactions,
            BudgetStore store,
            BudgetChecks checks,
            Idempotency idempotency,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.checks = checks;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Response> create(Caller caller, Cause cause, BudgetResource.NewBudget wished, @Nullable String idempotencyKey) {
        String accountId = caller.requireAccount();
        String fingerprint = idempotency.fingerprint("POST", BudgetResource.PATH, wished);
        return transactions.inTransaction(session -> idempotency.once(
                session, caller, idempotencyKey, fingerprint, () -> insert(session, cause, accountId, wished)));
    }

    private Uni<Reply> insert(Mutiny.Session session, Cause cause, String accountId, BudgetResource.NewBudget wished) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BudgetPeriod period = wished.periodOrDefault();
        Budget budget = new Budget(
                ids.next("bud"),
                accountId,
                wished.limit().toBigDecimal(),
                wished.limit().currency(),
                period.startOf(now),
                0,
                cause.correlationId(),
                1,
                now);
        return store.lockForAdding(session, accountId, now)
                .chain(() -> store.insert(session, budget, period))
                .chain(() -> checks.check(session, accountId, now))
                .chain(() -> view(session, budget.id()))
                .map(view -> new Reply(201, BudgetResource.PATH + "/" + budget.id(), view));
    }

    Uni<BudgetView> find(Caller caller, String id) {
        return transactions.inTransaction(
                session -> visible(session, caller, id).chain(row -> view(session, row.id)));
    }

    Uni<List<BudgetView>> page(@Nullable String accountId, PageRequest page) {
        return transactions.inTransaction(session -> store.page(session, accountId, page.after(), page.queryLimit())
                .chain(rows -> {
                    Uni<List<BudgetView>> views = Uni.createFrom().item(new ArrayList<>());
                    for (BudgetRow row : rows) {
                        views = views.call(list -> view(session, row).invoke(list::add));
                    }
                    return views;
                }));
    }

    Uni<BudgetView> changeLimit(
            Caller caller, Cause cause, String id, BudgetResource.BudgetChange change, @Nullable String ifMatch) {
        return transactions.inTransaction(
                session -> lockVisible(session, caller, id).chain(row -> {
                    EntityTags.requireMatch(ifMatch, row.version);
                    Instant now = clock.instant();
                    BigDecimal limit = change.limit().toBigDecimal();
                    return checks.isReached(session, row.accountId)
                            .chain(reachedBefore -> checks.spent(session, row.accountId, row.period, now)
                                    .invoke(spent -> row.set(BudgetDecider.changeLimit(row.budget(), limit, spent)))
                                    .chain(session::flush)
                                    .chain(() -> checks.check(session, row.accountId, now))
                                    .chain(() -> checks.reinstateIfChanged(
                                            session,
                                            cause.withAccount(row.accountId),
                                            reachedBefore,
                                            "The limit of budget " + id + " was changed.",
                                            now)))
                            .chain(() -> view(session, row));
                }));
    }

    Uni<Void> delete(Caller caller, Cause cause, String id, @Nullable String ifMatch) {
        return transactions.inTransaction(
                session -> lockVisible(session, caller, id).chain(row -> {
                    EntityTags.requireMatch(ifMatch, row.version);
                    return checks.isReached(session, row.accountId).chain(reachedBefore -> store.delete(session, row)
                            .chain(() -> checks.reinstateIfChanged(
                                    session,
                                    cause.withAccount(row.accountId),
                                    reachedBefore,
                                    "Budget " + id + " was deleted.",
                                    clock.instant())));
                }));
    }

    private Uni<BudgetRow> lockVisible(Mutiny.Session session, Caller caller, String id) {
        return visible(session, caller, id)
                .call(row -> store.lock(session, row.accountId))
                .invoke(session::clear)
                .chain(() -> visible(session, caller, id));
    }

    private Uni<BudgetRow> visible(Mutiny.Session session, Caller caller, String id) {
        return store.find(session, id).map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("budget", id);
            }
            return row;
        });
    }

    private Uni<BudgetView> view(Mutiny.Session session, String id) {
        return store.find(session, id).chain(row -> {
            if (row == null) {
                throw Problems.notFound("budget", id);
            }
            return view(session, row);
        });
    }

    private Uni<BudgetView> view(Mutiny.Session session, BudgetRow row) {
        Instant now = clock.instant();
        return checks.spent(session, row.accountId, row.period, now)
                .map(spent -> BudgetView.of(row.budget(), row.period, row.period.startOf(now), spent));
    }
}
