package io.hostmesh.billing.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment of a whole invoice.
 *
 * @param id also the idempotency key towards the processor
 * @param amountMinor in the currency's smallest unit
 * @param declineReason in words, where it was declined
 * @param attempts how often the processor was asked, or is being asked
 */
record Payment(
        String id,
        String invoiceId,
        String accountId,
        long amountMinor,
        String currency,
        String paymentMethod,
        State state,
        @Nullable String declineReason,
        int attempts,
        Instant createdAt,
        @Nullable Instant decidedAt,
        String correlationId) {

    /** Whether the money is ours. */
    enum State {
        /** The processor is asked for the first time. */
        PENDING,
        /** The processor was asked and did not answer; it will be asked again. */
        UNKNOWN,
        SUCCEEDED,
        DECLINED;

        boolean decided() {
            return this == SUCCEEDED || this == DECLINED;
        }
    }
}
