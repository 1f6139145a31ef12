package io.hostmesh.billing.invoice;

import java.time.Instant;
import java.util.List;

/**
 * What an invoice would say if it were finalized at {@code periodEnd}.
 *
 * @param unpricedPlans plans that were used and had no price; an invoice cannot be finalized with any
 */
record Draft(Instant periodStart, Instant periodEnd, List<InvoiceLine> lines, List<String> unpricedPlans) {

    long totalMinor() {
        return lines.stream().mapToLong(InvoiceLine::amountMinor).reduce(0, Math::addExact);
    }
}
