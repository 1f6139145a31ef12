package io.hostmesh.gateway.identity;

import io.hostmesh.kit.identity.Caller;

/** What a server may do with its own token: push its metrics, ask for its group to grow, open a ticket. Nothing else. */
public final class ServerScope {

    private static final String METRICS = "/v1/metrics";

    private ServerScope() {}

    /** Whether a call brings metrics, in whichever of the formats. */
    public static boolean isPushOfMetrics(String method, String path) {
        return method.equals("POST")
                && (path.equals(METRICS) || (path.startsWith(METRICS + "/") && !path.endsWith("/")));
    }

    /** Whether the caller may make that call at all; anyone but a server may, as far as this rule goes. */
    public static boolean permits(Caller caller, String method, String path) {
        if (caller.kind() != Caller.Kind.SERVER) {
            return true;
        }
        if (!method.equals("POST")) {
            return false;
        }
        return isPushOfMetrics(method, path)
                || path.equals("/v1/tickets")
                || (caller.groupId() != null && path.equals("/v1/groups/" + caller.groupId() + "/actions"));
    }
}
