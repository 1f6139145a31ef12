package io.hostmesh.billing.invoice;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** What became of a finalized invoice. */
@Entity
@Immutable
@Table(name = "invoice_outcome")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class InvoiceOutcomeRow {

    /** The outcome of an invoice that was paid in full. */
    static final String PAID = "PAID";

    @Id
    String invoiceId;

    String outcome;

    @Nullable
    String paymentId;

    Instant decidedAt;

    protected InvoiceOutcomeRow() {}

    InvoiceOutcomeRow(String invoiceId, String outcome, String paymentId, Instant decidedAt) {
        this.invoiceId = invoiceId;
        this.outcome = outcome;
        this.paymentId = paymentId;
        this.decidedAt = decidedAt;
    }
}
