package io.hostmesh.provisioning.group;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.balancer.BalancerRequest;
import io.hostmesh.provisioning.group.GroupCommand.Steer.What;
import io.hostmesh.provisioning.group.MemberRules.Share;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.group.MemberRules.Victim;
import io.hostmesh.provisioning.group.PolicyRequests.DirectionBody;
import io.hostmesh.provisioning.group.PolicyRequests.PolicyBody;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.policy.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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

        boolean ends() {
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
            @Nullable Victim victim,
            @Nullable Integer desired,
            @Nullable UpdateBody update,
            @Nullable BalancerRequest balancer,
            @Nullable Map<String, String> labels,
            @Nullable List<String> sshKeys,
            @Nullable String userData,
            @Nullable Boolean deletionProtection)
            implements ChecksItself {

        static final GroupBody EMPTY = new GroupBody(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null);

        /** Without the user data, which can hold secrets. */
        @Override
        public String toString() {
            return "GroupBody[" + name + ", " + plan + ", " + image + ", " + location + ", " + min + " to " + max + "]";
        }

        /** What is wrong with what is there. */
        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
                errors.add(new FieldError("name", "must have between 1 and " + LONGEST_NAME + " characters"));
            } else if (name != null && name.chars().anyMatch(Character::isISOControl)) {
                errors.add(new FieldError("name", "must be in one line and without control characters"));
            }
            Labels.errors(labels, errors);
            range("min", min, 0, LARGEST_GROUP, errors);
            range("max", max, 1, LARGEST_GROUP, errors);
            range("warmUpSeconds", warmUpSeconds, 0, LONGEST_SECONDS, errors);
            range("desired", desired, 0, LARGEST_GROUP, errors);
            if (update != null) {
                errors.addAll(update.errors());
            }
            errors.addAll(PolicyRequests.errors(policies, scaleOut, scaleIn, cooldownSeconds));
            if (balancer != null) {
                errors.addAll(balancer.errors());
            }
            if (targetTracking != null && !targetTracking.ends()) {
                trackingErrors(targetTracking, errors);
            }
            return errors;
        }

        GroupDescription create(String id, String accountId, Given given, Instant now) {
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
                    given,
                    now);
        }

        GroupDescription change(GroupDescription before, Given given) {
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
                    given,
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
            return new MemberRules(
                    victim == null ? before.victim() : victim,
                    update == null ? before.update() : update.rules(before.update()));
        }

        private long stabilization(long otherwise) {
            return scaleIn == null || scaleIn.stabilizationSeconds() == null
                    ? otherwise
                    : scaleIn.stabilizationSeconds();
        }
    }

    /** {@code POST /v1/groups}: a group of which nothing that it needs is left out. */
    record NewGroup(GroupBody group) implements ChecksItself {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        NewGroup {}

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            require("name", group.name(), errors);
            require("plan", group.plan(), errors);
            require("image", group.image(), errors);
            require("location", group.location(), errors);
            require("min", group.min(), errors);
            require("max", group.max(), errors);
            errors.addAll(group.errors());
            if (group.min() != null && group.max() != null) {
                errors.addAll(GroupRequests.errors(group.min(), group.max(), group.desired()));
            }
            return errors;
        }
    }

    /** How a new template is rolled out; {@code maxUnavailable} is a number of members, or a percentage such as "25%". */
    record UpdateBody(
            @Nullable Object maxUnavailable,
            @Nullable Integer pauseSeconds,
            @Nullable Boolean rollBack) {

        private static final String PERCENTAGE = "[1-9][0-9]?%|100%";

        List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            boolean number = maxUnavailable instanceof Integer members && members >= 1 && members <= LARGEST_GROUP;
            boolean share = maxUnavailable instanceof String text && text.matches(PERCENTAGE);
            if (maxUnavailable != null && !number && !share) {
                errors.add(new FieldError(
                        "update.maxUnavailable",
                        "must be from 1 to " + LARGEST_GROUP + ", or a percentage from \"1%\" to \"100%\""));
            }
            range("update.pauseSeconds", pauseSeconds, 0, LONGEST_SECONDS, errors);
            return errors;
        }

        UpdateRules rules(UpdateRules before) {
            return new UpdateRules(
                    share(before.maxUnavailable()),
                    pauseSeconds == null ? before.pause() : Duration.ofSeconds(pauseSeconds),
                    rollBack == null ? before.rollBack() : rollBack);
        }

        private Share share(Share before) {
            if (maxUnavailable instanceof Integer members) {
                return new Share(members, false);
            }
            return maxUnavailable instanceof String text
                    ? new Share(Integer.parseInt(text.substring(0, text.length() - 1)), true)
                    : before;
        }
    }

    /** What is wrong with a group as a whole; {@code desired} is what its owner asks for, if anything. */
    static List<FieldError> errors(int min, int max, @Nullable Integer desired) {
        List<FieldError> errors = new ArrayList<>(errors(min, max));
        if (desired != null
                && desired >= 0
                && desired <= LARGEST_GROUP
                && min <= max
                && (desired < min || desired > max)) {
            errors.add(new FieldError("desired", "must be from " + min + " to " + max));
        }
        return errors;
    }

    /** What is wrong with a group as a whole. */
    static List<FieldError> errors(@Nullable Integer min, @Nullable Integer max) {
        return min != null && max != null && max > 0 && min > max
                ? List.of(new FieldError("max", "must not be less than min"))
                : List.of();
    }

    /** {@code PUT /v1/groups/{id}/members/{server}}. */
    @Schema(requiredProperties = "protected")
    record MemberBody(@JsonProperty("protected") @Nullable Boolean isProtected) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            return isProtected == null ? List.of(new FieldError("protected", "is required: true or false")) : List.of();
        }
    }

    /** {@code POST /v1/groups/{id}/actions}. {@code by} and {@code because} are for {@code grow}. */
    @Schema(requiredProperties = "type")
    record GroupAction(
            @Nullable Type type,
            @Nullable Integer by,
            @Nullable String because) implements ChecksItself {

        enum Type {
            GROW,
            SUSPEND_SCALING,
            RESUME_SCALING,
            PAUSE_UPDATE,
            RESUME_UPDATE,
            ROLL_BACK_UPDATE
        }

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (type == null) {
                errors.add(new FieldError(
                        "type",
                        "must be grow, suspend-scaling, resume-scaling, pause-update, resume-update or"
                                + " roll-back-update"));
            }
            range("by", by, 1, LARGEST_GROUP, errors);
            if (type != null && type != Type.GROW && by != null) {
                errors.add(new FieldError("by", "is only for grow"));
            }
            if (type != null && type != Type.GROW && because != null) {
                errors.add(new FieldError("because", "is only for grow"));
            }
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
                case SUSPEND_SCALING -> new GroupCommand.Suspend(who);
                case RESUME_SCALING -> new GroupCommand.Resume(who);
                case PAUSE_UPDATE -> new GroupCommand.Steer(What.PAUSE, who);
                case RESUME_UPDATE -> new GroupCommand.Steer(What.RESUME, who);
                case ROLL_BACK_UPDATE -> new GroupCommand.Steer(What.ROLL_BACK, who);
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
            errors.add(new FieldError("targetTracking.target", "must be a number more than 0"));
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
