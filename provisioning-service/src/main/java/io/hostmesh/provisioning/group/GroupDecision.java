package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from a command. */
sealed interface GroupDecision {

    /**
     * The group is in that state from now on, and does these things.
     *
     * @param nextCheckAt when something that is put off becomes due, or null where nothing is
     */
    record Accepted(
            Group next, List<Activity> activities, @Nullable Instant nextCheckAt) implements GroupDecision {}

    /**
     * Refused.
     *
     * @param type the kind of problem
     * @param told what the customer reads about it among the activities, or null for a plain mistake
     */
    record Rejected(Refusal type, String reason, @Nullable Activity told) implements GroupDecision {}

    record Unchanged() implements GroupDecision {}
}
