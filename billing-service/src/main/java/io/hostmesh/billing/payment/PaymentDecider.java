package io.hostmesh.billing.payment;

import io.hostmesh.billing.invoice.FinalizedInvoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Decides whether an invoice may be paid, and when to ask a silent processor again. Pure. */
final class PaymentDecider {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 10;

    /** @param type a stable word for the reason, and {@code because} the reason in words */
    record Rejection(String type, String because) {}

    private PaymentDecider() {}

    /** Why the invoice may not be paid, given its payments so far, or empty if it may. */
    static Optional<Rejection> rejection(FinalizedInvoice invoice, List<Payment> payments) {
        if (invoice.totalMinor() == 0) {
            return Optional.of(
                    new Rejection("nothing-to-pay", "Invoice " + invoice.printedNumber() + " is over 0.00."));
        }
        for (Payment payment : payments) {
            switch (payment.state()) {
                case SUCCEEDED -> {
                    return Optional.of(new Rejection(
                            "invoice-already-paid",
                            "Invoice " + invoice.printedNumber() + " was paid by " + payment.id() + "."));
                }
                case PENDING, UNKNOWN -> {
                    return Optional.of(new Rejection(
                            "payment-in-progress",
                            "Payment " + payment.id() + " of invoice " + invoice.printedNumber()
                                    + " has no outcome yet; wait for it."));
                }
                case DECLINED -> {}
            }
        }
        return Optional.empty();
    }

    /** How long to wait before the processor is asked again: one second, doubled each time, up to 17 minutes. */
    static Duration pauseAfter(int attempts) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    }
}
