package io.hostmesh.provisioning.policy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at a group's size: what was seen, what each policy wished for and why, and what limited it.
 *
 * @param saw the inputs
 * @param wishes one for each policy, in their order
 * @param limits what kept the group from the largest wish, in the order it was looked at
 * @param wished the size that the policies agreed on
 * @param goal the size that the group should have now
 */
public record Evaluation(Sight saw, List<Wish> wishes, List<Limit> limits, int wished, int goal) {

    /**
     * What an evaluation sees. Its members are all that the group has in any state but deleted.
     *
     * @param size what counts against the maximum
     * @param alive members that are of use or will be, and {@code ready} those of them that are warm
     * @param desired how many members the group should have
     * @param spendLimit in words, why nothing more may be spent, or null where it may
     * @param readings the newest figures of each metric
     */
    public record Sight(
            Instant at,
            int size,
            int alive,
            int ready,
            int desired,
            int min,
            int max,
            boolean suspended,
            @Nullable String spendLimit,
            List<Reading> readings) {}

    /**
     * The members' mean of a metric, as monitoring saw it while it was too high or too low.
     *
     * @param alertId the episode that it belongs to
     * @param over true if it was found too high
     * @param measured members with figures, and {@code missing} running ones without
     * @param ready members that were warm at that time
     */
    public record Reading(
            String alertId,
            boolean over,
            String metric,
            double value,
            int measured,
            int missing,
            int ready,
            Instant measuredAt) {}

    /** What a policy asks for. */
    public enum Direction {
        GROW,
        SHRINK,
        /** The size is right. */
        KEEP,
        /** It does not take part: it has nothing to go by, or nothing to say in this matter. */
        ABSTAIN
    }

    /**
     * The wish of one policy.
     *
     * @param members the size that it asks for: an absolute number, so that a repeated wish does not add up
     */
    public record Wish(
            String policy,
            @Nullable String metric,
            Direction direction,
            @Nullable Integer members,
            String because) {}

    /** Something that kept the group from a wish; {@code reason} is a stable word. */
    public record Limit(String reason, String because) {}
}
