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

    /** What the owner asked for. {@code targetTracking} is null for a group that is sized by hand. */
    record GroupSpec(
            String planId,
            String imageId,
            String locationId,
            int min,
            int max,
            @Nullable TargetTracking targetTracking) {}

    /**
     * Keeps the members' mean of a metric near a target.
     *
     * @param metric the metric's name, for example {@code cpu_utilization_percent}
     * @param target in the metric's unit
     * @param tolerance the fraction of the target within which nothing is done, for example 0.1
     */
    record TargetTracking(String metric, double target, double tolerance) {}
}
