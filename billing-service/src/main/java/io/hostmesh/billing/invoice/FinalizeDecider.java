package io.hostmesh.billing.invoice;

import java.util.Optional;

/** Decides whether a draft may be finalized. Pure. */
final class FinalizeDecider {

    /** @param type a stable word for the reason, and {@code because} the reason in words */
    record Rejection(String type, String because) {}

    private FinalizeDecider() {}

    /** Why not, or empty if it may. */
    static Optional<Rejection> rejection(Optional<Draft> draft) {
        if (draft.isEmpty()) {
            return Optional.of(
                    new Rejection("nothing-to-invoice", "Nothing was used since the last invoice; there is no line."));
        }
        if (!draft.get().unpricedPlans().isEmpty()) {
            return Optional.of(new Rejection(
                    "price-missing",
                    "Expected a price for each plan that was used, but there is none for "
                            + String.join(", ", draft.get().unpricedPlans()) + "; add it and repeat."));
        }
        if (draft.get().totalMinor() < 0) {
            return Optional.of(
                    new Rejection(
                            "invoice-total-negative",
                            "Corrections take back more than was used since; they stay on the draft until use outweighs them."));
        }
        return Optional.empty();
    }
}
