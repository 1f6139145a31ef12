package io.hostmesh.gateway.identity;

import io.hostmesh.kit.identity.Caller;

/** What a server may do with its own token: push its metrics, ask for its group to grow, open a ticket. Nothing else. */
public final class ServerScope {

    private ServerScope() {}

    /** Whether the caller may make that call at all; anyone but a server may, as far as this rule goes. */
    public static boolean permits(Caller caller, String method, String path) {
        if (caller.kind() != Caller.Kind.SERVER) {
            return true;
        }
        if (!method.equals("POST")) {
            return false;
        }
        return path.equals("/v1/metrics")
                || path.equals("/v1/tickets")
                || (caller.groupId() != null && path.equals("/v1/groups/" + caller.groupId() + "/actions"));
    }
}
