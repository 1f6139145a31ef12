package io.hostmesh.billing.ledger;

import io.hostmesh.kit.id.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** The books. The database refuses a transaction that does not sum to zero, and any change to one. */
@ApplicationScoped
public class Ledger {

    private final Ids ids;

    Ledger(Ids ids) {
        this.ids = ids;
    }

    /** Books what an account owes for a finalized invoice. Amounts are in the currency's smallest unit. */
    public Uni<Void> postInvoice(
            Mutiny.Session session,
            String invoiceId,
            String accountId,
            long amountMinor,
            String currency,
            String correlationId,
            Instant at) {
        return post(
                session,
                LedgerTransaction.invoice(
                        ids.next("ltx"), invoiceId, accountId, amountMinor, currency, correlationId, at));
    }

    /** Books what an account paid. Amounts are in the currency's smallest unit. */
    public Uni<Void> postPayment(
            Mutiny.Session session,
            String paymentId,
            String accountId,
            long amountMinor,
            String currency,
            String correlationId,
            Instant at) {
        return post(
                session,
                LedgerTransaction.payment(
                        ids.next("ltx"), paymentId, accountId, amountMinor, currency, correlationId, at));
    }

    private Uni<Void> post(Mutiny.Session session, LedgerTransaction transaction) {
        List<Object> rows = new ArrayList<>();
        rows.add(new LedgerTransactionRow(transaction));
        transaction.entries().forEach(entry -> rows.add(new LedgerEntryRow(ids.next("lte"), transaction, entry)));
        return session.persistAll(rows.toArray());
    }
}
