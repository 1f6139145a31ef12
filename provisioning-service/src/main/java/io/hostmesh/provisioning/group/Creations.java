package io.hostmesh.provisioning.group;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failures to create members, one after the other.
 *
 * @param failures how many since a member last stayed
 * @param lastAt when the last one was
 * @param notBefore when the next member may be created
 */
record Creations(
        int failures, @Nullable Instant lastAt, @Nullable Instant notBefore) {

    static final Creations NONE = new Creations(0, null, null);

    /** After so many failures in a row nothing more is created until the owner changes or resumes the group. */
    static final int BOUND = 5;

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);

    /** One more failure: the delay doubles from one second on. */
    Creations failed(Instant now) {
        int count = failures + 1;
        Duration delay = Duration.ofSeconds(1L << Math.min(count - 1, 6));
        Duration bounded = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
        return new Creations(count, now, now.plus(bounded));
    }

    boolean stopped() {
        return failures >= BOUND;
    }

    boolean delayed(Instant now) {
        return notBefore != null && now.isBefore(notBefore);
    }
}
