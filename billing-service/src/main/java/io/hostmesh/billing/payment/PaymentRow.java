package io.hostmesh.billing.payment;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@link Payment} in the database. */
@Entity
@Table(name = "payment")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class PaymentRow {

    @Id
    String id;

    String invoiceId;
    String accountId;
    long amountMinor;
    String currency;
    String paymentMethod;

    @Enumerated(EnumType.STRING)
    Payment.State state;

    @Nullable
    String processorReference;

    @Nullable
    String declineReason;

    int attempts;

    /** When the processor is asked again if there is no outcome by then. */
    Instant nextAttemptAt;

    Instant createdAt;

    @Nullable
    Instant decidedAt;

    String correlationId;

    protected PaymentRow() {}

    PaymentRow(Payment payment, Instant nextAttemptAt) {
        this.id = payment.id();
        this.invoiceId = payment.invoiceId();
        this.accountId = payment.accountId();
        this.amountMinor = payment.amountMinor();
        this.currency = payment.currency();
        this.paymentMethod = payment.paymentMethod();
        this.state = payment.state();
        this.declineReason = payment.declineReason();
        this.attempts = payment.attempts();
        this.nextAttemptAt = nextAttemptAt;
        this.createdAt = payment.createdAt();
        this.decidedAt = payment.decidedAt();
        this.correlationId = payment.correlationId();
    }

    Payment payment() {
        return new Payment(
                id,
                invoiceId,
                accountId,
                amountMinor,
                currency,
                paymentMethod,
                state,
                declineReason,
                attempts,
                createdAt,
                decidedAt,
                correlationId);
    }
}
