package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.GroupCommand.MemberFailed.Reached;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Failures of new members, one after the other.
 *
 * @param failures how many since a member last stayed; the first of a row does not count if it was of a warm one
 * @param unanswered how many since a member last answered: these are failures to create one
 * @param lastAt when the last one was
 * @param notBefore when the next member may be created
 */
record Creations(
        int failures,
        int unanswered,
        @Nullable Instant lastAt,
        @Nullable Instant notBefore) {

    static final Creations NONE = new Creations(0, 0, null, null);

    private static final int MOST_COUNTED = 1000;

    /**
     * One more failure, which delays the next member. One that had answered shows that members can be made, so that it does no
     * more than that, unless no more are made anyway. The first of a warm member may be anything, and delays nothing.
     */
    Creations failed(Reached reached, boolean stopped, Pace pace, Instant now) {
        boolean excused = reached == Reached.WARM && lastAt == null;
        int count = excused ? 0 : Math.min(failures + 1, MOST_COUNTED);
        int silent = reached != Reached.NEVER_ANSWERED && !stopped ? 0 : unanswered + 1;
        return new Creations(count, silent, now, now.plus(pace.delayAfter(count)));
    }

    /** A member made after the last failure answered: members can be made. */
    Creations answered() {
        return new Creations(failures, 0, lastAt, notBefore);
    }

    /**
     * True if a member made at that time was made after the last failure: after one that delays nothing, at once. A failure
     * further ahead than it can delay anything was before the clock went back, so that every failure is a new one.
     */
    boolean precede(Instant createdAt, Pace pace, Instant now) {
        return lastAt == null
                || createdAt.isAfter(lastAt)
                || lastAt.isAfter(now.plus(pace.longestDelay()))
                || (failures == 0 && !createdAt.isBefore(lastAt.truncatedTo(ChronoUnit.MICROS)));
    }

    boolean delayed(Pace pace, Instant now) {
        // A delay that would be longer than the longest was begun before the clock went back.
        return notBefore != null && now.isBefore(notBefore) && !notBefore.isAfter(now.plus(pace.longestDelay()));
    }
}
