package io.hostmesh.billing.payment;

import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Asks the processor, outside of any transaction, and keeps the answer. Whatever stops in between, this service included,
 * is asked again with the same idempotency key, so that the money is taken once.
 */
@ApplicationScoped
class PaymentAttempts {

    private static final Logger LOG = Logger.getLogger(PaymentAttempts.class);
    private static final int MOST_AT_ONCE = 20;

    private final Recurring recurring;
    private final OutcomeHandler outcomes;
    private final PaymentProcessor processor;
    private final Duration timeout;
    private final Duration period;

    PaymentAttempts(
            Recurring recurring,
            OutcomeHandler outcomes,
            PaymentProcessor processor,
            @ConfigProperty(name = "hostmesh.billing.processor-timeout") Duration timeout,
            @ConfigProperty(name = "hostmesh.billing.payment-resume-period") Duration period) {
        this.recurring = recurring;
        this.outcomes = outcomes;
        this.processor = processor;
        this.timeout = timeout;
        this.period = period;
    }

    void start(@Observes StartupEvent started) {
        recurring.every("payments-without-outcome", period, this::resume);
    }

    /** Asks the processor, and gives the payment as it is then. */
    Uni<Payment> ask(Payment payment) {
        return Uni.createFrom()
                .deferred(() -> processor.charge(new PaymentProcessor.ChargeRequest(
                        payment.id(), payment.paymentMethod(), payment.amountMinor(), payment.currency())))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onItemOrFailure()
                .transformToUni((answer, failure) -> {
                    if (failure != null) {
                        LOG.warnf(
                                "payment has no outcome paymentId=%s attempts=%d correlationId=%s cause=%s",
                                payment.id(), payment.attempts(), payment.correlationId(), failure);
                        return outcomes.unknown(payment.id());
                    }
                    return outcomes.record(payment.id(), answer);
                });
    }

    Uni<Void> resume() {
        return outcomes.takeDue(MOST_AT_ONCE).chain(this::askEach);
    }

    private Uni<Void> askEach(List<Payment> payments) {
        Uni<Void> asked = Uni.createFrom().voidItem();
        for (Payment payment : payments) {
            asked = asked.chain(() -> ask(payment).replaceWithVoid());
        }
        return asked;
    }
}
