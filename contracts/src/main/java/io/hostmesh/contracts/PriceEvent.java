package io.hostmesh.contracts;

import java.time.Instant;

/** What billing asks for a plan. */
public sealed interface PriceEvent {

    /** The price of an hour of that plan from {@code effectiveFrom} on; billed to the second. */
    record Published(String planId, String priceId, Money perHour, Instant effectiveFrom) implements PriceEvent {}
}
