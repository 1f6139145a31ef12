package io.hostmesh.monitoring.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a group.
 *
 * @param targets one for each metric that its size depends on; empty for a group that is sized by hand
 * @param warmUp how long a member that runs is not part of the figures, in microseconds
 * @param min the fewest members: a group of that size is never underloaded, as nothing could come of it
 * @param deleted true once the group is gone
 */
public record GroupFact(
        String groupId, @Nullable String accountId, List<Target> targets, long warmUp, int min, boolean deleted) {

    public GroupFact(String groupId, @Nullable String accountId, @Nullable Target target, int min, boolean deleted) {
        this(groupId, accountId, target == null ? List.of() : List.of(target), 0, min, deleted);
    }

    /**
     * The members' mean of a metric that is aimed at.
     *
     * @param value what is aimed at
     * @param above the mean is too high if it is more than that, and too low if it is less than {@code below}
     */
    public record Target(String metric, double value, double above, double below) {

        /** With the same fraction of the value tolerated on both sides. */
        public Target(String metric, double value, double tolerance) {
            this(metric, value, value * (1 + tolerance), value * (1 - tolerance));
        }

        boolean isAbove(double mean) {
            return mean > above;
        }

        boolean isBelow(double mean) {
            return mean < below;
        }
    }
}
