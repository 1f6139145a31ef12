package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.provisioning.refusal.Refusal;
import java.util.List;

/** What follows from a command. */
sealed interface ServerDecision {

    /**
     * The server is in that state from now on, and these events say so.
     *
     * @param action what it means for the action under way
     * @param correct whether a reconciler has to bring the machine to where the state says it is
     */
    record Accepted(Server next, List<ServerEvent> events, ActionEffect action, boolean correct)
            implements ServerDecision {

        Accepted(Server next, List<ServerEvent> events, ActionEffect action) {
            this(next, events, action, false);
        }
    }

    /**
     * The state does not allow it.
     *
     * @param type the kind of problem
     */
    record Rejected(Refusal type, String reason) implements ServerDecision {}

    /** It is so already, or what was seen does not matter in this state. */
    record Unchanged() implements ServerDecision {}
}
