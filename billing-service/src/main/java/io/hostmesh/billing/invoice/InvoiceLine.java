package io.hostmesh.billing.invoice;

import io.hostmesh.billing.rate.Charge;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seconds of one server on an invoice, in whole seconds from {@code from} to before {@code to}.
 *
 * @param seconds negative where the line takes back what an earlier invoice charged
 * @param amountMinor in the currency's smallest unit, rounded once, here
 * @param charges the prices that the amount is made of
 * @param startCorrelationId what made the server run
 * @param endCorrelationId what ended it, or null where the line ends because its period does
 */
record InvoiceLine(
        int position,
        Kind kind,
        String serverId,
        @Nullable String groupId,
        String planId,
        Instant from,
        Instant to,
        long seconds,
        long amountMinor,
        List<Charge> charges,
        String startCorrelationId,
        @Nullable String endCorrelationId) {

    /** Use of the invoice's own period, or a late fact about a period that was invoiced before. */
    enum Kind {
        USAGE,
        CORRECTION
    }

    /** True for a line that charges seconds, false for one that takes them back. */
    boolean isChargeFor(String plan) {
        return seconds > 0 && planId.equals(plan);
    }

    /** What the line is for, in words. */
    String description() {
        String what =
                switch (kind) {
                    case USAGE -> "";
                    case CORRECTION -> seconds < 0 ? "Taken back, not used after all: " : "Used, reported late: ";
                };
        return what + "server " + serverId + ", plan " + planId + ", " + Math.abs(seconds) + " s";
    }
}
