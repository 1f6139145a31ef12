package io.hostmesh.billing.invoice;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A finalized invoice in the database, without its lines. */
@Entity
@Immutable
@Table(name = "invoice")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class InvoiceRow {

    @Id
    String id;

    long number;
    String accountId;
    Instant periodStart;
    Instant periodEnd;
    String currency;
    long totalMinor;
    Instant finalizedAt;
    String correlationId;

    protected InvoiceRow() {}

    InvoiceRow(FinalizedInvoice invoice) {
        this.id = invoice.id();
        this.number = invoice.number();
        this.accountId = invoice.accountId();
        this.periodStart = invoice.periodStart();
        this.periodEnd = invoice.periodEnd();
        this.currency = invoice.currency();
        this.totalMinor = invoice.totalMinor();
        this.finalizedAt = invoice.finalizedAt();
        this.correlationId = invoice.correlationId();
    }

    FinalizedInvoice invoice() {
        return new FinalizedInvoice(
                id, number, accountId, periodStart, periodEnd, currency, totalMinor, finalizedAt, correlationId);
    }
}
