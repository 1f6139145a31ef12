package io.hostmesh.billing.invoice;

import java.time.Instant;

/**
 * An invoice that never changes again.
 *
 * @param number counts the invoices of this installation, without gaps
 * @param periodStart the end of the account's invoice before
 * @param totalMinor the sum of its lines, in the currency's smallest unit; never negative
 */
public record FinalizedInvoice(
        String id,
        long number,
        String accountId,
        Instant periodStart,
        Instant periodEnd,
        String currency,
        long totalMinor,
        Instant finalizedAt,
        String correlationId) {

    /** The number as it is printed. */
    public String printedNumber() {
        return "HM-%06d".formatted(number);
    }
}
