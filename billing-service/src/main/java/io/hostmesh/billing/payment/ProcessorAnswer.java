package io.hostmesh.billing.payment;

/** What a payment processor decided. No answer is not among them: an outcome can also be unknown. */
public sealed interface ProcessorAnswer {

    /** The money is ours. {@code reference} is the processor's own id of the charge. */
    record Succeeded(String reference) implements ProcessorAnswer {}

    /** The money is not ours, and asking again will not change that. */
    record Declined(String because) implements ProcessorAnswer {}
}
