package io.hostmesh.provisioning.group;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of the group, as a decision sees it. Deleted servers are no members.
 *
 * @param answeredAt when a running member first answered, or null
 */
record Member(
        String id, Phase phase, Instant createdAt, @Nullable Instant answeredAt, Traits traits) {

    /** What a member is to its group. */
    enum Phase {
        /** Asked for or being made: capacity that is on its way. */
        BUILDING,
        RUNNING,
        /** Failed, stopped or being deleted: it has a place under the maximum and is of no use. */
        LEAVING
    }

    /**
     * What tells a member from the others.
     *
     * @param queued asked for, and no driver is busy with it
     * @param isProtected it is not deleted because the group shrinks or follows its template
     * @param revision of the template that it was made of
     * @param costPerHour by the newest price of its plan, or null where that is unknown or does not matter
     * @param replaces the failed servers whose place it takes
     * @param correlationId of what happened to it last
     */
    record Traits(
            boolean queued,
            boolean isProtected,
            int revision,
            String locationId,
            @Nullable BigDecimal costPerHour,
            List<String> replaces,
            String correlationId) {}

    Member with(Traits next) {
        return new Member(id, phase, createdAt, answeredAt, next);
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
