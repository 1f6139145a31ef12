package io.hostmesh.billing.invoice;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What payments may know and do about invoices. */
@ApplicationScoped
public class PayableInvoices {

    private final InvoiceStore store;

    PayableInvoices(InvoiceStore store) {
        this.store = store;
    }

    /** The finalized invoice, locked against other payments until the transaction ends; null if there is none. */
    public Uni<@Nullable FinalizedInvoice> lock(Mutiny.Session session, String invoiceId) {
        return store.lock(session, invoiceId);
    }

    /** The finalized invoice; null if there is none. */
    public Uni<@Nullable FinalizedInvoice> find(Mutiny.Session session, String invoiceId) {
        return store.find(session, invoiceId);
    }

    /** The account of the draft with that id; null if that is no draft. */
    public Uni<@Nullable String> accountOfDraft(Mutiny.Session session, String invoiceId) {
        return store.accountOfDraft(session, invoiceId).map(account -> account == null ? null : account.accountId);
    }

    /** Keeps that the invoice is paid in full. */
    public Uni<Void> paid(Mutiny.Session session, String invoiceId, String paymentId, Instant at) {
        return store.insertPaid(session, invoiceId, paymentId, at);
    }
}
