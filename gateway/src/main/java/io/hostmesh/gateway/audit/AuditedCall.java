package io.hostmesh.gateway.audit;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.identity.Caller;
import java.util.Set;

/**
 * A call that has an answer.
 *
 * @param path as it was sent, without the query
 * @param status of the answer
 */
public record AuditedCall(Caller caller, Cause cause, String method, String path, int status) {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String METRICS = "/v1/metrics";

    /** Whether a call is one to keep: it changes something, and is not one of the pushes of metrics. */
    public static boolean isKept(String method, String path) {
        return !READING.contains(method) && !path.equals(METRICS);
    }
}
