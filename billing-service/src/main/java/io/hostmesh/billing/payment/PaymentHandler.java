package io.hostmesh.billing.payment;

import io.hostmesh.billing.invoice.FinalizedInvoice;
import io.hostmesh.billing.invoice.PayableInvoices;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Creates payments and shows them. */
@ApplicationScoped
class PaymentHandler {

    private final Transactions transactions;
    private final PaymentStore store;
    private final PayableInvoices invoices;
    private final PaymentAttempts attempts;
    private final Idempotency idempotency;
    private final Ids ids;
    private final Clock clock;
    private final Duration lease;

    PaymentHandler(
            Transactions transactions,
            PaymentStore store,
            PayableInvoices invoices,
            PaymentAttempts attempts,
            Idempotency idempotency,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.billing.payment-lease") Duration lease) {
        this.transactions = transactions;
        this.store = store;
        this.invoices = invoices;
        this.attempts = attempts;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
        this.lease = lease;
    }

    /** Pays the invoice: the payment is kept, then the processor is asked, then its answer is kept. */
    Uni<Payment> pay(
            Caller caller,
            Cause cause,
            String invoiceId,
            PaymentResource.NewPayment wished,
            @Nullable String idempotencyKey) {
        return create(caller, cause, invoiceId, wished, idempotencyKey)
                .chain(this::payment)
                .chain(payment -> payment.state() == Payment.State.PENDING
                        ? attempts.ask(payment)
                        : Uni.createFrom().item(payment));
    }

    /** Keeps a payment that nobody was asked for yet, and gives its id; the same id for the same idempotency key. */
    Uni<String> create(
            Caller caller,
            Cause cause,
            String invoiceId,
            PaymentResource.NewPayment wished,
            @Nullable String idempotencyKey) {
        String fingerprint = idempotency.fingerprint("POST", PaymentResource.path(invoiceId), wished);
        return transactions
                .inTransaction(session -> idempotency.once(
                        session,
                        caller,
                        idempotencyKey,
                        fingerprint,
                        () -> insert(session, caller, cause, invoiceId, wished)))
                .map(PaymentHandler::idOf);
    }

    private Uni<Reply> insert(
            Mutiny.Session session, Caller caller, Cause cause, String invoiceId, PaymentResource.NewPayment wished) {
        return invoices.lock(session, invoiceId)
                .chain(invoice -> requireFinalized(session, caller, invoiceId, invoice))
                .chain(invoice -> store.ofInvoice(session, invoiceId).chain(payments -> {
                    PaymentDecider.rejection(invoice, payments).ifPresent(rejection -> {
                        throw Problems.conflict(rejection.type(), rejection.because());
                    });
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    Payment payment = new Payment(
                            ids.next("pay"),
                            invoiceId,
                            invoice.accountId(),
                            invoice.totalMinor(),
                            invoice.currency(),
                            wished.paymentMethod(),
                            Payment.State.PENDING,
                            null,
                            1,
                            now,
                            null,
                            cause.correlationId());
                    String location = PaymentResource.path(invoiceId) + "/" + payment.id();
                    return store.insert(session, payment, now.plus(lease))
                            .replaceWith(new Reply(201, location, PaymentResource.PaymentView.of(payment)));
                }));
    }

    private Uni<FinalizedInvoice> requireFinalized(
            Mutiny.Session session, Caller caller, String invoiceId, @Nullable FinalizedInvoice invoice) {
        if (invoice != null && caller.canSee(invoice.accountId())) {
            return Uni.createFrom().item(invoice);
        }
        return invoices.accountOfDraft(session, invoiceId).map(draftAccount -> {
            if (draftAccount != null && caller.canSee(draftAccount)) {
                throw Problems.conflict(
                        "invoice-not-finalized", "Invoice " + invoiceId + " is a draft; finalize it, then pay it.");
            }
            throw Problems.notFound("invoice", invoiceId);
        });
    }

    private static String idOf(Response created) {
        String location = created.getHeaderString(HttpHeaders.LOCATION);
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private Uni<Payment> payment(String id) {
        return transactions.inTransaction(session -> store.find(session, id)).map(payment -> {
            if (payment == null) {
                throw Problems.notFound("payment", id);
            }
            return payment;
        });
    }

    /** A 404 problem for a payment of another invoice, or one that the caller may not see. */
    Uni<Payment> find(Caller caller, String invoiceId, String id) {
        return payment(id).invoke(payment -> {
            if (!payment.invoiceId().equals(invoiceId) || !caller.canSee(payment.accountId())) {
                throw Problems.notFound("payment", id);
            }
        });
    }

    Uni<List<Payment>> page(Caller caller, String invoiceId, PageRequest page) {
        String after = page.after();
        return transactions.inTransaction(
                session -> invoices.find(session, invoiceId).chain(invoice -> {
                    if (invoice == null || !caller.canSee(invoice.accountId())) {
                        throw Problems.notFound("invoice", invoiceId);
                    }
                    return store.page(session, invoiceId, after == null ? "" : after, page.queryLimit());
                }));
    }
}
