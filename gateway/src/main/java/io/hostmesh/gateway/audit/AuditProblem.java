package io.hostmesh.gateway.audit;

import io.hostmesh.kit.problem.Problem;

/** What is answered when a call could not be kept. */
public final class AuditProblem {

    private AuditProblem() {}

    /** 503: the call may have had its effect, but nobody may rely on an answer that is not in the audit. */
    public static Problem unavailable() {
        return Problem.of(
                "audit-unavailable",
                503,
                "The call could not be written to the audit, so its outcome is not confirmed."
                        + " Repeat it with the same Idempotency-Key.");
    }
}
