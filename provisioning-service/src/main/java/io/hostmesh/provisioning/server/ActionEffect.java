package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** What a decision about a server means for the action that is under way for it. */
sealed interface ActionEffect {

    ActionEffect NONE = new None();
    ActionEffect COMPLETED = new Completed();

    /** It goes on, or there is none. */
    record None() implements ActionEffect {}

    /**
     * A new one begins; one that was under way is cancelled.
     *
     * @param planId the plan to change to, where it is a resize
     */
    record Begun(ActionType type, @Nullable String planId) implements ActionEffect {}

    record Completed() implements ActionEffect {}

    /**
     * It ended, and not as it was meant to.
     *
     * @param type the kind of problem
     */
    record Failed(Refusal type, String because) implements ActionEffect {}

    static ActionEffect begun(ActionType type) {
        return new Begun(type, null);
    }
}
