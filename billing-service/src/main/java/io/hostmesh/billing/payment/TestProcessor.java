package io.hostmesh.billing.payment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The built-in processor: cards that behave as their name says, and no money. {@code test-card-unanswered} is charged, but
 * the first answer of this process gets lost, as an answer of a real processor can.
 */
@ApplicationScoped
class TestProcessor implements PaymentProcessor {

    static final String SUCCEEDS = "test-card";
    static final String DECLINED = "test-card-declined";
    static final String UNANSWERED = "test-card-unanswered";

    private static final int MOST_REMEMBERED = 10_000;

    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

    @Override
    public boolean accepts(String paymentMethod) {
        return Set.of(SUCCEEDS, DECLINED, UNANSWERED).contains(paymentMethod);
    }

    @Override
    public Uni<ProcessorAnswer> charge(ChargeRequest request) {
        if (request.paymentMethod().equals(DECLINED)) {
            return Uni.createFrom().item(new ProcessorAnswer.Declined("The card was declined."));
        }
        if (request.paymentMethod().equals(UNANSWERED) && loseAnswer(request.idempotencyKey())) {
            return Uni.createFrom().failure(new IllegalStateException("expected an answer, but it got lost"));
        }
        return Uni.createFrom().item(new ProcessorAnswer.Succeeded("test_" + request.idempotencyKey()));
    }

    private boolean loseAnswer(String idempotencyKey) {
        return unanswered.size() < MOST_REMEMBERED && unanswered.add(idempotencyKey);
    }
}
