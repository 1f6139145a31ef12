package io.hostmesh.billing.budget;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Budgets, and the accounts that have any. */
@ApplicationScoped
class BudgetStore {

    /** Locks the account, made known if it was not, for one more budget. */
    Uni<Void> lockForAdding(Mutiny.Session session, String accountId, Instant now) {
        return session.createNativeQuery("""
                        insert into spending_account (account_id, checked_at, budgets) values (:account, :now, 1)
                        on conflict (account_id) do update set budgets = spending_account.budgets + 1""")
                .setParameter("account", accountId)
                .setParameter("now", now)
                .executeUpdate()
                .replaceWithVoid();
    }

    /**
     * Locks the account for a check, unless it has no budget or was checked after {@code notSince}. Of several callers with
     * the same bound, one gets true.
     */
    Uni<Boolean> lockForCheck(Mutiny.Session session, String accountId, Instant notSince, Instant now) {
        return session.createNativeQuery("""
                        update spending_account set checked_at = :now
                        where account_id = :account and budgets > 0 and checked_at <= :notSince""")
                .setParameter("account", accountId)
                .setParameter("now", now)
                .setParameter("notSince", notSince)
                .executeUpdate()
                .map(rows -> rows == 1);
    }

    /** Locks the account for a change of a budget. */
    Uni<Void> lock(Mutiny.Session session, String accountId) {
        return session.createNativeQuery(
                        "select account_id from spending_account where account_id = :account for update", String.class)
                .setParameter("account", accountId)
                .getSingleResult()
                .replaceWithVoid();
    }

    /** Accounts with budgets that were not checked since, those that wait longest first. */
    Uni<List<String>> due(Mutiny.Session session, Instant notSince, int limit) {
        return session.createNativeQuery("""
                        select account_id from spending_account where budgets > 0 and checked_at <= :notSince
                        order by checked_at limit :limit""", String.class)
                .setParameter("notSince", notSince)
                .setParameter("limit", limit)
                .getResultList();
    }

    Uni<Void> insert(Mutiny.Session session, Budget budget, BudgetPeriod period) {
        return session.persist(new BudgetRow(budget, period)).chain(session::flush);
    }

    Uni<@Nullable BudgetRow> find(Mutiny.Session session, String id) {
        return session.find(BudgetRow.class, id);
    }

    Uni<List<BudgetRow>> ofAccount(Mutiny.Session session, String accountId) {
        return session.createSelectionQuery("from BudgetRow where accountId = :account order by id", BudgetRow.class)
                .setParameter("account", accountId)
                .getResultList();
    }

    Uni<List<BudgetRow>> page(Mutiny.Session session, @Nullable String accountId, @Nullable String after, int limit) {
        Mutiny.SelectionQuery<BudgetRow> query = session.createSelectionQuery(
                "from BudgetRow where id > :after" + (accountId == null ? "" : " and accountId = :account")
                        + " order by id",
                BudgetRow.class);
        query.setParameter("after", after == null ? "" : after);
        if (accountId != null) {
            query.setParameter("account", accountId);
        }
        return query.setMaxResults(limit).getResultList();
    }

    /** Deletes the budget of a locked account. */
    Uni<Void> delete(Mutiny.Session session, BudgetRow row) {
        return session.remove(row)
                .chain(session::flush)
                .chain(() -> session.createNativeQuery(
                                "update spending_account set budgets = budgets - 1 where account_id = :account")
                        .setParameter("account", row.accountId)
                        .executeUpdate())
                .replaceWithVoid();
    }
}
