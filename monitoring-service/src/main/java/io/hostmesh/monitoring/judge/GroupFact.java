package io.hostmesh.monitoring.judge;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a group.
 *
 * @param target null for a group that is sized by hand
 * @param min the fewest members: a group of that size is never underloaded, as nothing could come of it
 * @param deleted true once the group is gone
 */
public record GroupFact(
        String groupId,
        @Nullable String accountId,
        @Nullable Target target,
        int min,
        boolean deleted) {

    /** The members' mean of a metric that is aimed at, and the fraction of it that is tolerated on both sides. */
    public record Target(String metric, double value, double tolerance) {

        boolean isAbove(double mean) {
            return mean > value * (1 + tolerance);
        }

        boolean isBelow(double mean) {
            return mean < value * (1 - tolerance);
        }
    }
}
