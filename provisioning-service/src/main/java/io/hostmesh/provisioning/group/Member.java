package io.hostmesh.provisioning.group;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server of the group, as a decision sees it. Deleted servers are no members.
 *
 * @param answeredAt when a running member first answered, or null
 */
record Member(
        String id, Phase phase, Instant createdAt, @Nullable Instant answeredAt) {

    /** What a member is to its group. */
    enum Phase {
        /** Asked for or being made: capacity that is on its way. */
        BUILDING,
        RUNNING,
        /** Failed, stopped or being deleted: it has a place under the maximum and is of no use. */
        LEAVING
    }

    boolean alive() {
        return phase != Phase.LEAVING;
    }

    /**
     * True if it had been answering for the whole warm-up at that time, or if the clock went back so far since it answered that
     * nobody can tell.
     */
    boolean readyAt(Instant at, Duration warmUp, Instant now) {
        return phase == Phase.RUNNING
                && answeredAt != null
                && (!at.isBefore(answeredAt.plus(warmUp)) || answeredAt.isAfter(now.plus(warmUp)));
    }
}
