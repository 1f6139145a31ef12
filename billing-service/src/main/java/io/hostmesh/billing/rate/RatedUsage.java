package io.hostmesh.billing.rate;

import java.util.List;

/**
 * Seconds of use with their prices.
 *
 * @param charges one per price that was in force, oldest first
 * @param unpricedSeconds seconds for which the plan had no price; they cost nothing and must not be invoiced
 */
public record RatedUsage(List<Charge> charges, long unpricedSeconds) {

    /** What it costs, exactly. */
    public ExactAmount amount() {
        return charges.stream().map(Charge::amount).reduce(ExactAmount.ZERO, ExactAmount::plus);
    }
}
