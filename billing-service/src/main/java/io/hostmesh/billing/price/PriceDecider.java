package io.hostmesh.billing.price;

import io.hostmesh.billing.rate.Price;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides whether a price may be added. Pure. */
final class PriceDecider {

    private PriceDecider() {}

    /**
     * Why not, in words, or empty if it may. What was used in the past keeps the price it had; only a plan that never had
     * a price may get one for the past.
     */
    static Optional<String> refusal(List<Price> ofPlan, Price wished, String currency, Instant now) {
        if (!wished.currency().equals(currency)) {
            return Optional.of("Expected a price in " + currency + ", but it is in " + wished.currency() + ".");
        }
        if (ofPlan.stream().anyMatch(price -> price.effectiveFrom().equals(wished.effectiveFrom()))) {
            return Optional.of("Plan " + wished.planId() + " has a price from " + wished.effectiveFrom()
                    + " on; choose another moment.");
        }
        boolean inForce =
                ofPlan.stream().anyMatch(price -> !price.effectiveFrom().isAfter(now));
        if (inForce && wished.effectiveFrom().isBefore(now)) {
            return Optional.of("Expected a moment to come, but " + wished.effectiveFrom() + " is over and plan "
                    + wished.planId() + " had a price then.");
        }
        return Optional.empty();
    }
}
