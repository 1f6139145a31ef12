package io.hostmesh.provisioning.group;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.group.MemberRules.Victim;
import io.hostmesh.provisioning.group.PolicyRequests.DirectionBody;
import io.hostmesh.provisioning.group.PolicyRequests.PolicyBody;
import io.hostmesh.provisioning.policy.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bodies of requests about groups. */
final class GroupRequests {

    static final int LARGEST_GROUP = 1000;
    static final String METRIC = "[a-z][a-z0-9_]{0,99}";

    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_BECAUSE = 200;
    private static final int LONGEST_SECONDS = 86_400;
    private static final double TOLERANCE = 0.1;
    private static final int STABILIZATION_SECONDS = 300;
    private static final int WARM_UP_SECONDS = 10;

    private GroupRequests() {}

    /** How the group follows a metric; {@code tolerance} is 0.1 unless it is given. */
    record Tracking(
            @Nullable String metric,
            @Nullable Double target,
            @Nullable Double tolerance) {

        boolean isEmpty() {
            return metric == null && target == null && tolerance == null;
        }
    }

    /**
     * {@code POST /v1/groups}, and, with what is to stay left out, {@code PATCH /v1/groups/{id}}. An empty target tracking ends
     * tracking.
     */
    record GroupBody(
            @Nullable String name,
            @Nullable String plan,
            @Nullable String image,
            @Nullable String location,
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable Tracking targetTracking,
            @Nullable DirectionBody scaleIn,
            @Nullable Integer warmUpSeconds,
            @Nullable List<@Nullable PolicyBody> policies,
            @Nullable DirectionBody scaleOut,
            @Nullable Integer cooldownSeconds,
            @Nullable Victim victim) {

        static final GroupBody EMPTY =
                new GroupBody(null, null, null, null, null, null, null, null, null, null, null, null, null);

        /** What is missing for a new group. */
        List<FieldError> missing() {
            List<FieldError> errors = new ArrayList<>();
            require("name", name, errors);
            require("plan", plan, errors);
            require("image", image, errors);
            require("location", location, errors);
            require("min", min, errors);
            require("max", max, errors);
            return errors;
        }

        /** What is wrong with what is there. */
        List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
                errors.add(new FieldError("name", "must have between 1 and " + LONGEST_NAME + " characters"));
            }
            range("min", min, 0, LARGEST_GROUP, errors);
            range("max", max, 1, LARGEST_GROUP, errors);
            range("warmUpSeconds", warmUpSeconds, 0, LONGEST_SECONDS, errors);
            errors.addAll(PolicyRequests.errors(policies, scaleOut, scaleIn, cooldownSeconds));
            if (targetTracking != null && !targetTracking.isEmpty()) {
                trackingErrors(targetTracking, errors);
            }
            return errors;
        }

        GroupDescription create(String id, String accountId, Instant now) {
            return new GroupDescription(
                    id,
                    accountId,
                    Objects.requireNonNull(name).strip(),
                    Objects.requireNonNull(plan),
                    Objects.requireNonNull(image),
                    Objects.requireNonNull(location),
                    Objects.requireNonNull(min),
                    Objects.requireNonNull(max),
                    tracking(null),
                    Duration.ofSeconds(stabilization(STABILIZATION_SECONDS)),
                    Duration.ofSeconds(warmUpSeconds == null ? WARM_UP_SECONDS : warmUpSeconds),
                    PolicyRequests.scaling(Scaling.DEFAULT, policies, scaleOut, scaleIn, cooldownSeconds),
                    rules(MemberRules.DEFAULT),
                    now);
        }

        GroupDescription change(GroupDescription before) {
            return new GroupDescription(
                    before.id(),
                    before.accountId(),
                    name == null ? before.name() : name.strip(),
                    plan == null ? before.planId() : plan,
                    image == null ? before.imageId() : image,
                    location == null ? before.locationId() : location,
                    min == null ? before.min() : min,
                    max == null ? before.max() : max,
                    tracking(before.targetTracking()),
                    Duration.ofSeconds(stabilization(before.stabilization().toSeconds())),
                    warmUpSeconds == null ? before.warmUp() : Duration.ofSeconds(warmUpSeconds),
                    PolicyRequests.scaling(before.scaling(), policies, scaleOut, scaleIn, cooldownSeconds),
                    rules(before.members()),
                    before.createdAt());
        }

        private @Nullable TargetTracking tracking(@Nullable TargetTracking before) {
            if (targetTracking == null) {
                return before;
            }
            if (targetTracking.metric() == null || targetTracking.target() == null) {
                return null; // It is empty.
            }
            return new TargetTracking(
                    targetTracking.metric(),
                    targetTracking.target(),
                    targetTracking.tolerance() == null ? TOLERANCE : targetTracking.tolerance());
        }

        private MemberRules rules(MemberRules before) {
            return new MemberRules(victim == null ? before.victim() : victim, before.update());
        }

        private long stabilization(long otherwise) {
            return scaleIn == null || scaleIn.stabilizationSeconds() == null
                    ? otherwise
                    : scaleIn.stabilizationSeconds();
        }
    }

    /** What is wrong with a group as a whole. */
    static List<FieldError> errors(@Nullable Integer min, @Nullable Integer max) {
        return min != null && max != null && min > max
                ? List.of(new FieldError("max", "must not be less than min"))
                : List.of();
    }

    /** {@code PUT /v1/groups/{id}/members/{server}}. */
    record MemberBody(@JsonProperty("protected") @Nullable Boolean isProtected) {}

    /** {@code POST /v1/groups/{id}/actions}. {@code by} and {@code because} are for {@code grow}. */
    record GroupAction(
            @Nullable Type type,
            @Nullable Integer by,
            @Nullable String because) {

        enum Type {
            GROW,
            SUSPEND_SCALING,
            RESUME_SCALING
        }

        static final GroupAction EMPTY = new GroupAction(null, null, null);

        List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (type == null) {
                errors.add(new FieldError("type", "must be grow, suspend-scaling or resume-scaling"));
            }
            range("by", by, 1, LARGEST_GROUP, errors);
            if (because != null && because.length() > LONGEST_BECAUSE) {
                errors.add(new FieldError("because", "must have at most " + LONGEST_BECAUSE + " characters"));
            }
            return errors;
        }

        GroupCommand command(String who) {
            return switch (Objects.requireNonNull(type)) {
                case GROW ->
                    new GroupCommand.Grow(
                            by == null ? 1 : by, because == null ? "asked for by " + who : because + " (" + who + ")");
                case SUSPEND_SCALING -> new GroupCommand.Suspend();
                case RESUME_SCALING -> new GroupCommand.Resume();
            };
        }
    }

    private static void trackingErrors(Tracking tracking, List<FieldError> errors) {
        if (tracking.metric() == null) {
            errors.add(new FieldError("targetTracking.metric", "is required"));
        } else if (!tracking.metric().matches(METRIC)) {
            errors.add(new FieldError("targetTracking.metric", "must be the name of a metric"));
        }
        Double target = tracking.target();
        if (target == null || !Double.isFinite(target) || target <= 0) {
            errors.add(new FieldError("targetTracking.target", "must be more than 0"));
        }
        Double tolerance = tracking.tolerance();
        if (tolerance != null && !(tolerance >= 0 && tolerance < 1)) {
            errors.add(new FieldError("targetTracking.tolerance", "must be from 0 to less than 1"));
        }
    }

    private static void require(String field, @Nullable Object value, List<FieldError> errors) {
        if (value == null || value.toString().isBlank()) {
            errors.add(new FieldError(field, "is required"));
        }
    }

    static void range(String field, @Nullable Integer value, int from, int to, List<FieldError> errors) {
        if (value != null && (value < from || value > to)) {
            errors.add(new FieldError(field, "must be from " + from + " to " + to));
        }
    }
}
