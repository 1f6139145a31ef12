package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import java.util.List;

/** What follows from a command. */
sealed interface ServerDecision {

    /** The server is in that state from now on, and these events say so. */
    record Accepted(Server next, List<ServerEvent> events) implements ServerDecision {}

    /**
     * The state does not allow it.
     *
     * @param type the last part of the problem's type
     */
    record Rejected(String type, String reason) implements ServerDecision {}

    /** It is so already, or what was seen does not matter in this state. */
    record Unchanged() implements ServerDecision {}
}
