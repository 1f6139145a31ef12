package io.hostmesh.kit.identity;

import io.hostmesh.kit.correlation.Correlation;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.problem.Problems;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** The caller of the running request. Read it before a transaction begins: a transaction has a context of its own. */
@RequestScoped
public class CallerContext {

    @Inject
    Correlation correlation;

    private @Nullable Caller caller;

    /** Who calls; a 401 problem on a path that needs no caller. */
    public Caller caller() {
        if (caller == null) {
            throw Problems.unauthorized("This request has no caller.");
        }
        return caller;
    }

    /** False where nobody was verified: the request was refused for that, needs no caller, or got to no resource. */
    public boolean hasCaller() {
        return caller != null;
    }

    /** Why whatever this request does happens: its correlation id and the caller's account. */
    public Cause cause() {
        return new Cause(correlation.id(), null, caller == null ? null : caller.accountId(), correlation.traceparent());
    }

    public String correlationId() {
        return correlation.id();
    }

    void authenticated(Caller verified) {
        this.caller = verified;
    }
}
