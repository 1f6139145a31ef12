package io.hostmesh.provisioning.policy;

import io.hostmesh.contracts.GroupEvent;
import java.time.Duration;
import java.util.List;

/**
 * What the owner says about how a group finds its size, beside its one older target tracking. Kept as JSON.
 *
 * @param policies as they were described, in the owner's order
 * @param cooldownSeconds how long no policy by load changes the size again after one did
 * @param growStabilizationSeconds how long a larger size must have been recommended before the group grows
 * @param growth the most that is added in a period, and {@code shrinking} the most that is removed
 */
public record Scaling(
        List<GroupEvent.Policy> policies,
        int cooldownSeconds,
        int growStabilizationSeconds,
        Surge growth,
        Surge shrinking) {

    /** The larger of a number of members and a percentage of the size, in a period. */
    public record Surge(int members, int percent, int periodSeconds) {

        private static final int WHOLE = 100;

        /** The percentage of that many members, rounded up, so that a few can change too. */
        long percentOf(int size) {
            return ((long) size * percent + WHOLE - 1) / WHOLE;
        }
    }

    /** As the Horizontal Pod Autoscaler of Kubernetes has it. */
    public static final Scaling DEFAULT = new Scaling(List.of(), 0, 0, new Surge(4, 100, 15), new Surge(0, 100, 15));

    public Duration cooldown() {
        return Duration.ofSeconds(cooldownSeconds);
    }

    public Duration growStabilization() {
        return Duration.ofSeconds(growStabilizationSeconds);
    }

    /** The policies as rules. */
    public List<Policy> rules() {
        return policies.stream().map(Policy::of).toList();
    }
}
