package io.hostmesh.contracts;

import java.time.Instant;

/** What happened to an invoice. A finalized invoice never changes. */
public sealed interface InvoiceEvent {

    String invoiceId();

    Instant occurredAt();

    record Finalized(
            String invoiceId, String number, Instant periodStart, Instant periodEnd, Money total, Instant occurredAt)
            implements InvoiceEvent {}

    record Paid(String invoiceId, String paymentId, Money amount, Instant occurredAt) implements InvoiceEvent {}

    record PaymentFailed(String invoiceId, String paymentId, Money amount, String because, Instant occurredAt)
            implements InvoiceEvent {}
}
