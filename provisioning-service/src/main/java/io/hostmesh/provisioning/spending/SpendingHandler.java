package io.hostmesh.provisioning.spending;

import io.hostmesh.contracts.AccountEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** Learns from billing which accounts may spend no more. */
@ApplicationScoped
class SpendingHandler {

    private final Transactions transactions;
    private final Inbox inbox;

    SpendingHandler(Transactions transactions, Inbox inbox) {
        this.transactions = transactions;
        this.inbox = inbox;
    }

    Uni<Void> handle(Event<?> event) {
        String accountId = event.accountId();
        if (accountId == null) {
            return Uni.createFrom().voidItem();
        }
        return transactions.inTransaction(session -> inbox.firstTime(session, "spending", event.id())
                .chain(first -> first
                        ? learn(session, accountId, event.data())
                        : Uni.createFrom().voidItem()));
    }

    private static Uni<Void> learn(Mutiny.Session session, String accountId, Object said) {
        if (said instanceof AccountEvent.SpendLimitReached reached) {
            return session.createNativeQuery("insert into spend_limits (account_id, budget_id, because, reached_at)"
                            + " values (:account, :budget, :because, :at) on conflict (account_id) do update set"
                            + " budget_id = excluded.budget_id, because = excluded.because,"
                            + " reached_at = excluded.reached_at")
                    .setParameter("account", accountId)
                    .setParameter("budget", reached.budgetId())
                    .setParameter("because", because(reached))
                    .setParameter("at", reached.occurredAt())
                    .executeUpdate()
                    .replaceWithVoid();
        }
        if (said instanceof AccountEvent.Reinstated) {
            return session.createNativeQuery("delete from spend_limits where account_id = :account")
                    .setParameter("account", accountId)
                    .executeUpdate()
                    .replaceWithVoid();
        }
        return Uni.createFrom().voidItem();
    }

    private static String because(AccountEvent.SpendLimitReached reached) {
        return "budget " + reached.budgetId() + " is used up ("
                + reached.spent().amount() + " of " + reached.limit().amount() + " "
                + reached.limit().currency() + " spent)";
    }
}
