package io.hostmesh.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a group of servers. */
public sealed interface GroupEvent {

    String groupId();

    Instant occurredAt();

    record Created(String groupId, String name, GroupSpec spec, Instant occurredAt) implements GroupEvent {}

    record Changed(String groupId, String name, GroupSpec spec, Instant occurredAt) implements GroupEvent {}

    /**
     * The group's size was changed.
     *
     * @param from members in any state but deleted before, and {@code to} after
     * @param serverIds the members that are created or deleted by it
     */
    record Scaled(
            String groupId,
            String activityId,
            int from,
            int to,
            String because,
            List<String> serverIds,
            Instant occurredAt)
            implements GroupEvent {}

    /**
     * The group was not grown or shrunk although something asked for it.
     *
     * @param reason a stable word: {@code maximum-reached}, {@code spend-limit-reached}, {@code scaling-suspended}
     */
    record ScalingDeclined(
            String groupId, String activityId, int size, int wished, String reason, String because, Instant occurredAt)
            implements GroupEvent {}

    record Deleted(String groupId, Instant occurredAt) implements GroupEvent {}

    /**
     * What the owner asked for.
     *
     * @param targetTracking null for a group that tracks nothing in this, the older, way
     * @param policies what else decides about the group's size, or null where nothing does
     * @param warmUpSeconds how long a member that answers is capacity without being part of the figures, or null if it is
     *     part of them at once
     */
    record GroupSpec(
            String planId,
            String imageId,
            String locationId,
            int min,
            int max,
            @Nullable TargetTracking targetTracking,
            @Nullable List<Policy> policies,
            @Nullable Integer warmUpSeconds) {

        public GroupSpec(
                String planId,
                String imageId,
                String locationId,
                int min,
                int max,
                @Nullable TargetTracking targetTracking) {
            this(planId, imageId, locationId, min, max, targetTracking, null, null);
        }
    }

    /**
     * Keeps the members' mean of a metric near a target.
     *
     * @param metric the metric's name, for example {@code cpu_utilization_percent}
     * @param target in the metric's unit
     * @param tolerance the fraction of the target within which nothing is done, for example 0.1
     */
    record TargetTracking(String metric, double target, double tolerance) {}

    /**
     * One of the things that decide about a group's size. It has the fields of its type and no others.
     *
     * @param metric of all types but {@code scheduled}; the members' mean of it
     * @param target of {@code target-tracking} and {@code predictive}, in the metric's unit
     * @param tolerance of {@code target-tracking}: the fraction of the target within which nothing is done
     * @param disableScaleIn of {@code target-tracking}: true if it only ever asks for growth
     * @param threshold of a policy by steps, in the metric's unit
     * @param cooldownSeconds of a policy by steps
     * @param cron of {@code scheduled}: minute, hour, day of month, month, day of week
     * @param timeZone of {@code scheduled}, for example {@code Europe/Berlin}
     * @param desired of {@code scheduled}, as are {@code min} and {@code max}: what it sets, null for what stays
     * @param mode of {@code predictive}
     * @param horizonMinutes of {@code predictive}: how far ahead of the load the members should be there
     */
    record Policy(
            PolicyType type,
            @Nullable String metric,
            @Nullable Double target,
            @Nullable Double tolerance,
            @Nullable Boolean disableScaleIn,
            @Nullable Double threshold,
            @Nullable List<PolicyStep> steps,
            @Nullable Integer cooldownSeconds,
            @Nullable String cron,
            @Nullable String timeZone,
            @Nullable Integer desired,
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable PredictiveMode mode,
            @Nullable Integer horizonMinutes) {}

    enum PolicyType {
        TARGET_TRACKING,
        STEP,
        SCHEDULED,
        PREDICTIVE
    }

    enum PredictiveMode {
        FORECAST_ONLY,
        FORECAST_AND_SCALE
    }

    /**
     * What to do while the metric is so far from the threshold. Steps over the threshold add members and steps under it
     * remove some.
     *
     * @param from the lower bound relative to the threshold, null for none
     * @param to the upper bound relative to the threshold, null for none
     * @param by how many members, or null where {@code percent} says it
     */
    record PolicyStep(
            @Nullable Double from,
            @Nullable Double to,
            @Nullable Integer by,
            @Nullable Double percent) {}
}
