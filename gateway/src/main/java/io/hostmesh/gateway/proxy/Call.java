package io.hostmesh.gateway.proxy;

import io.hostmesh.gateway.audit.AuditedCall;
import io.hostmesh.gateway.identity.ServerScope;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.identity.Caller;
import io.vertx.core.http.HttpServerRequest;

/** A call of the public API whose caller is known. */
record Call(HttpServerRequest request, String correlationId, Caller caller) {

    String method() {
        return request.method().name();
    }

    String path() {
        return request.path();
    }

    /**
     * Whether a machine reports what it sees, again and again: what comes of it is kept where it belongs, and its senders repeat what
     * was answered with 503.
     */
    boolean isDelivery() {
        return ServerScope.isPushOfMetrics(method(), path()) || Routes.isDeliveryOfAlerts(method(), path());
    }

    boolean isAudited() {
        return !isDelivery() && AuditedCall.isKept(method(), path());
    }

    AuditedCall answered(int status) {
        Cause cause = new Cause(correlationId, null, caller.accountId(), request.getHeader("traceparent"));
        return new AuditedCall(caller, cause, method(), path(), status);
    }
}
