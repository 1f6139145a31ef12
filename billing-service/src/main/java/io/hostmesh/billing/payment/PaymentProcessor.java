package io.hostmesh.billing.payment;

import io.smallrye.mutiny.Uni;

/** Takes money from customers. Implemented once per payment provider. */
public interface PaymentProcessor {

    /**
     * Money to be taken.
     *
     * @param idempotencyKey the processor takes the money once however often it is asked with the same key
     * @param amountMinor in the currency's smallest unit
     */
    record ChargeRequest(String idempotencyKey, String paymentMethod, long amountMinor, String currency) {}

    /** True if this processor can charge that payment method. */
    boolean accepts(String paymentMethod);

    /**
     * Takes the money. A failure of the Uni means that it is unknown whether it was taken; the same request is made again
     * until there is an answer. Called outside of any transaction.
     */
    Uni<ProcessorAnswer> charge(ChargeRequest request);
}
