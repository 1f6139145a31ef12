package io.hostmesh.billing.payment;

import io.hostmesh.billing.invoice.PayableInvoices;
import io.hostmesh.billing.ledger.Ledger;
import io.hostmesh.billing.rate.Currencies;
import io.hostmesh.contracts.InvoiceEvent;
import io.hostmesh.contracts.Money;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps what the processor answered, once. */
@ApplicationScoped
class OutcomeHandler {

    private final Transactions transactions;
    private final PaymentStore store;
    private final PayableInvoices invoices;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Clock clock;
    private final Duration lease;

    OutcomeHandler(
            Transactions transactions,
            PaymentStore store,
            PayableInvoices invoices,
            Ledger ledger,
            Outbox outbox,
            Clock clock,
            @ConfigProperty(name = "hostmesh.billing.payment-lease") Duration lease) {
        this.transactions = transactions;
        this.store = store;
        this.invoices = invoices;
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
        this.lease = lease;
    }

    /** Payments whose processor is to be asked again. */
    Uni<List<Payment>> takeDue(int limit) {
        return transactions.inTransaction(session -> store.takeDue(session, clock.instant(), lease, limit));
    }

    /** The processor did not answer: it is asked again after a pause. */
    Uni<Payment> unknown(String paymentId) {
        return transactions.inTransaction(
                session -> store.lock(session, paymentId).map(row -> {
                    if (!row.state.decided()) {
                        row.state = Payment.State.UNKNOWN;
                        row.nextAttemptAt = clock.instant().plus(PaymentDecider.pauseAfter(row.attempts));
                    }
                    return row.payment();
                }));
    }

    /** The processor answered; a second answer to the same payment changes nothing. */
    Uni<Payment> record(String paymentId, ProcessorAnswer answer) {
        return transactions.inTransaction(
                session -> store.lock(session, paymentId).chain(row -> {
                    if (row.state.decided()) {
                        return Uni.createFrom().item(row.payment());
                    }
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    row.decidedAt = now;
                    if (answer instanceof ProcessorAnswer.Succeeded succeeded) {
                        row.state = Payment.State.SUCCEEDED;
                        row.processorReference = succeeded.reference();
                        return succeeded(session, row.payment(), now).replaceWith(row::payment);
                    }
                    String because = ((ProcessorAnswer.Declined) answer).because();
                    row.state = Payment.State.DECLINED;
                    row.declineReason = because;
                    return declined(session, row.payment(), because, now).replaceWith(row::payment);
                }));
    }

    private Uni<Void> succeeded(Mutiny.Session session, Payment payment, Instant now) {
        return ledger.postPayment(
                        session,
                        payment.id(),
                        payment.accountId(),
                        payment.amountMinor(),
                        payment.currency(),
                        payment.correlationId(),
                        now)
                .chain(() -> invoices.paid(session, payment.invoiceId(), payment.id(), now))
                .chain(() -> append(
                        session,
                        payment,
                        new InvoiceEvent.Paid(payment.invoiceId(), payment.id(), amount(payment), now)));
    }

    private Uni<Void> declined(Mutiny.Session session, Payment payment, String because, Instant now) {
        return append(
                session,
                payment,
                new InvoiceEvent.PaymentFailed(payment.invoiceId(), payment.id(), amount(payment), because, now));
    }

    private Uni<Void> append(Mutiny.Session session, Payment payment, InvoiceEvent event) {
        Cause cause = Cause.start(payment.correlationId(), payment.accountId());
        return outbox.append(session, cause, payment.invoiceId(), List.of(event));
    }

    private static Money amount(Payment payment) {
        return Currencies.fromMinor(payment.amountMinor(), payment.currency());
    }
}
