package io.hostmesh.billing.rate;

import io.hostmesh.contracts.Money;

/** Seconds at one price. */
public record Charge(String priceId, Money perHour, long seconds) {

    ExactAmount amount() {
        return ExactAmount.of(perHour.toBigDecimal(), seconds);
    }
}
