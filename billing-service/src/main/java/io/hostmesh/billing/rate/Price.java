package io.hostmesh.billing.rate;

import io.hostmesh.contracts.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What an hour of a plan costs from a moment on, until a later price of the same plan takes over.
 *
 * @param effectiveFrom a whole second, so that each second has one price
 */
public record Price(String id, String planId, BigDecimal perHour, String currency, Instant effectiveFrom) {

    public Price {
        if (!effectiveFrom.equals(effectiveFrom.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("expected a price from a whole second on, got " + effectiveFrom);
        }
    }

    public Money money() {
        return Money.of(perHour, currency);
    }
}
