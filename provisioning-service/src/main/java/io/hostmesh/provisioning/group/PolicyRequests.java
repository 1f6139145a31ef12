package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.contracts.GroupEvent.PredictiveMode;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.policy.CronSchedule;
import io.hostmesh.provisioning.policy.Policy;
import io.hostmesh.provisioning.policy.Scaling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Policies in requests: what can be wrong with them, and what they become. */
final class PolicyRequests {

    static final int MOST_POLICIES = 10;
    static final int MOST_STEPS = 20;

    private static final int LONGEST_SECONDS = 86_400;
    private static final int LONGEST_PERIOD_SECONDS = 3600;
    private static final int LARGEST_PERCENT = 10_000;
    private static final int LONGEST_HORIZON_MINUTES = 24 * 60;

    private PolicyRequests() {}

    /** A policy; which fields it has depends on its type. */
    @Schema(requiredProperties = "type")
    record PolicyBody(
            @Nullable PolicyType type,
            @Nullable String metric,
            @Nullable Double target,
            @Nullable Double tolerance,
            @Nullable Boolean disableScaleIn,
            @Nullable Double threshold,
            @Nullable List<@Nullable PolicyStep> steps,
            @Nullable Integer cooldownSeconds,
            @Nullable String cron,
            @Nullable String timeZone,
            @Nullable Integer desired,
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable PredictiveMode mode,
            @Nullable Integer horizonMinutes) {

        /** With what is left out filled in. */
        GroupEvent.Policy toPolicy() {
            PolicyType of = Objects.requireNonNull(type);
            boolean tracking = of == PolicyType.TARGET_TRACKING;
            boolean predictive = of == PolicyType.PREDICTIVE;
            return new GroupEvent.Policy(
                    of,
                    metric,
                    target,
                    tracking ? Objects.requireNonNullElse(tolerance, Policy.TOLERANCE) : null,
                    tracking ? Objects.requireNonNullElse(disableScaleIn, false) : null,
                    threshold,
                    steps == null
                            ? null
                            : steps.stream().map(Objects::requireNonNull).toList(),
                    of == PolicyType.STEP ? Objects.requireNonNullElse(cooldownSeconds, 0) : null,
                    cron,
                    of == PolicyType.SCHEDULED ? Objects.requireNonNullElse(timeZone, "UTC") : null,
                    desired,
                    min,
                    max,
                    predictive ? Objects.requireNonNullElse(mode, PredictiveMode.FORECAST_ONLY) : null,
                    predictive ? Objects.requireNonNullElse(horizonMinutes, Policy.HORIZON_MINUTES) : null);
        }

        List<FieldError> errors(String at) {
            List<FieldError> errors = new ArrayList<>();
            if (type == null) {
                errors.add(new FieldError(at + ".type", "must be target-tracking, step, scheduled or predictive"));
                return errors;
            }
            foreign(at, type, errors);
            switch (type) {
                case TARGET_TRACKING -> {
                    metricErrors(at, metric, errors);
                    targetErrors(at, target, errors);
                    if (tolerance != null && !(tolerance >= 0 && tolerance < 1)) {
                        errors.add(new FieldError(at + ".tolerance", "must be from 0 to less than 1"));
                    }
                }
                case STEP -> {
                    metricErrors(at, metric, errors);
                    stepErrors(at, errors);
                }
                case SCHEDULED -> scheduleErrors(at, errors);
                case PREDICTIVE -> {
                    metricErrors(at, metric, errors);
                    targetErrors(at, target, errors);
                    GroupRequests.range(at + ".horizonMinutes", horizonMinutes, 0, LONGEST_HORIZON_MINUTES, errors);
                }
            }
            return errors;
        }

        /** A field that the type does not have would be ignored silently otherwise. */
        private void foreign(String at, PolicyType of, List<FieldError> errors) {
            boolean tracking = of == PolicyType.TARGET_TRACKING;
            boolean step = of == PolicyType.STEP;
            boolean scheduled = of == PolicyType.SCHEDULED;
            boolean predictive = of == PolicyType.PREDICTIVE;
            Map<String, Boolean> has = new LinkedHashMap<>();
            has.put("metric", scheduled && metric != null);
            has.put("target", !(tracking || predictive) && target != null);
            has.put("tolerance", !tracking && tolerance != null);
            has.put("disableScaleIn", !tracking && disableScaleIn != null);
            has.put("threshold", !step && threshold != null);
            has.put("steps", !step && steps != null);
            has.put("cooldownSeconds", !step && cooldownSeconds != null);
            has.put("cron", !scheduled && cron != null);
            has.put("timeZone", !scheduled && timeZone != null);
            has.put("desired", !scheduled && desired != null);
            has.put("min", !scheduled && min != null);
            has.put("max", !scheduled && max != null);
            has.put("mode", !predictive && mode != null);
            has.put("horizonMinutes", !predictive && horizonMinutes != null);
            has.forEach((field, wrong) -> {
                if (wrong) {
                    errors.add(new FieldError(at + "." + field, "is not for a policy of this type"));
                }
            });
        }

        private void stepErrors(String at, List<FieldError> errors) {
            if (threshold == null || !Double.isFinite(threshold)) {
                errors.add(new FieldError(at + ".threshold", "is required and must be a number"));
            }
            GroupRequests.range(at + ".cooldownSeconds", cooldownSeconds, 0, LONGEST_SECONDS, errors);
            if (steps == null || steps.isEmpty() || steps.size() > MOST_STEPS) {
                errors.add(new FieldError(at + ".steps", "must have from 1 to " + MOST_STEPS + " steps"));
                return;
            }
            int before = errors.size();
            for (int index = 0; index < steps.size(); index++) {
                errorsOf(at + ".steps[" + index + "]", steps.get(index), errors);
            }
            if (errors.size() == before && overlap(steps)) {
                errors.add(new FieldError(at + ".steps", "must not overlap"));
            }
        }

        private static void errorsOf(String at, @Nullable PolicyStep step, List<FieldError> errors) {
            if (step == null || (step.by() == null) == (step.percent() == null)) {
                errors.add(new FieldError(at, "must have either by or percent"));
                return;
            }
            boolean none = step.by() != null
                    ? step.by() == 0 || Math.abs((long) step.by()) > GroupRequests.LARGEST_GROUP
                    : !(Math.abs(Objects.requireNonNull(step.percent())) > 0
                            && Math.abs(step.percent()) <= LARGEST_PERCENT);
            if (none) {
                errors.add(new FieldError(
                        at, "must add or remove 1 to " + GroupRequests.LARGEST_GROUP + " members or some percent"));
                return;
            }
            boolean grows = step.by() != null ? step.by() > 0 : Objects.requireNonNull(step.percent()) > 0;
            double from = step.from() == null ? Double.NEGATIVE_INFINITY : step.from();
            double to = step.to() == null ? Double.POSITIVE_INFINITY : step.to();
            if (!(from < to)) {
                errors.add(new FieldError(at + ".to", "must be more than from"));
            } else if (grows && from < 0) {
                errors.add(new FieldError(at + ".from", "must be 0 or more for a step that adds members"));
            } else if (!grows && to > 0) {
                errors.add(new FieldError(at + ".to", "must be 0 or less for a step that removes members"));
            }
        }

        private static boolean overlap(List<@Nullable PolicyStep> steps) {
            List<PolicyStep> sorted = new ArrayList<>();
            steps.forEach(step -> sorted.add(Objects.requireNonNull(step)));
            sorted.sort((one, other) -> Double.compare(lower(one), lower(other)));
            for (int index = 1; index < sorted.size(); index++) {
                Double end = sorted.get(index - 1).to();
                if (end == null || end > lower(sorted.get(index))) {
                    return true;
                }
            }
            return false;
        }

        private static double lower(PolicyStep step) {
            return step.from() == null ? Double.NEGATIVE_INFINITY : step.from();
        }

        private void scheduleErrors(String at, List<FieldError> errors) {
            if (cron == null) {
                errors.add(new FieldError(at + ".cron", "is required"));
            } else {
                check(at + ".cron", () -> CronSchedule.cron(cron), errors);
            }
            if (timeZone != null) {
                check(at + ".timeZone", () -> CronSchedule.zone(timeZone), errors);
            }
            if (desired == null && min == null && max == null) {
                errors.add(new FieldError(at, "must set desired, min or max"));
            }
            GroupRequests.range(at + ".desired", desired, 0, GroupRequests.LARGEST_GROUP, errors);
            GroupRequests.range(at + ".min", min, 0, GroupRequests.LARGEST_GROUP, errors);
            GroupRequests.range(at + ".max", max, 1, GroupRequests.LARGEST_GROUP, errors);
            GroupRequests.errors(min, max)
                    .forEach(error -> errors.add(new FieldError(at + "." + error.field(), error.message())));
        }

        private static void check(String field, Runnable parse, List<FieldError> errors) {
            try {
                parse.run();
            } catch (IllegalArgumentException wrong) {
                errors.add(new FieldError(field, String.valueOf(wrong.getMessage())));
            }
        }
    }

    /** The most that a direction may change in a period: the larger of a number of members and a percentage. */
    record SurgeBody(
            @Nullable Integer members,
            @Nullable Integer percent,
            @Nullable Integer periodSeconds) {

        Scaling.Surge toSurge(Scaling.Surge before) {
            return new Scaling.Surge(
                    members == null ? before.members() : members,
                    percent == null ? before.percent() : percent,
                    periodSeconds == null ? before.periodSeconds() : periodSeconds);
        }
    }

    /** How a group grows, or shrinks. */
    record DirectionBody(
            @Nullable Integer stabilizationSeconds,
            @Nullable SurgeBody surge) {

        List<FieldError> errors(String at) {
            List<FieldError> errors = new ArrayList<>();
            GroupRequests.range(at + ".stabilizationSeconds", stabilizationSeconds, 0, LONGEST_SECONDS, errors);
            if (surge != null) {
                GroupRequests.range(at + ".surge.members", surge.members(), 0, GroupRequests.LARGEST_GROUP, errors);
                GroupRequests.range(at + ".surge.percent", surge.percent(), 0, LARGEST_PERCENT, errors);
                GroupRequests.range(
                        at + ".surge.periodSeconds", surge.periodSeconds(), 1, LONGEST_PERIOD_SECONDS, errors);
            }
            return errors;
        }
    }

    /** What is wrong with the policies of a request. */
    static List<FieldError> errors(
            @Nullable List<@Nullable PolicyBody> policies,
            @Nullable DirectionBody scaleOut,
            @Nullable DirectionBody scaleIn,
            @Nullable Integer cooldownSeconds) {
        List<FieldError> errors = new ArrayList<>();
        if (policies != null && policies.size() > MOST_POLICIES) {
            errors.add(new FieldError("policies", "must have at most " + MOST_POLICIES + " policies"));
        } else if (policies != null) {
            for (int index = 0; index < policies.size(); index++) {
                PolicyBody policy = policies.get(index);
                String at = "policies[" + index + "]";
                errors.addAll(policy == null ? List.of(new FieldError(at, "is required")) : policy.errors(at));
            }
        }
        if (scaleOut != null) {
            errors.addAll(scaleOut.errors("scaleOut"));
        }
        if (scaleIn != null) {
            errors.addAll(scaleIn.errors("scaleIn"));
        }
        GroupRequests.range("cooldownSeconds", cooldownSeconds, 0, LONGEST_SECONDS, errors);
        return errors;
    }

    /** What is left out stays. */
    static Scaling scaling(
            Scaling before,
            @Nullable List<@Nullable PolicyBody> policies,
            @Nullable DirectionBody scaleOut,
            @Nullable DirectionBody scaleIn,
            @Nullable Integer cooldownSeconds) {
        return new Scaling(
                policies == null
                        ? before.policies()
                        : policies.stream()
                                .map(policy -> Objects.requireNonNull(policy).toPolicy())
                                .toList(),
                cooldownSeconds == null ? before.cooldownSeconds() : cooldownSeconds,
                scaleOut == null || scaleOut.stabilizationSeconds() == null
                        ? before.growStabilizationSeconds()
                        : scaleOut.stabilizationSeconds(),
                surge(before.growth(), scaleOut),
                surge(before.shrinking(), scaleIn));
    }

    private static Scaling.Surge surge(Scaling.Surge before, @Nullable DirectionBody direction) {
        return direction == null || direction.surge() == null
                ? before
                : direction.surge().toSurge(before);
    }

    private static void metricErrors(String at, @Nullable String metric, List<FieldError> errors) {
        if (metric == null) {
            errors.add(new FieldError(at + ".metric", "is required"));
        } else if (!metric.matches(GroupRequests.METRIC)) {
            errors.add(new FieldError(at + ".metric", "must be the name of a metric"));
        }
    }

    private static void targetErrors(String at, @Nullable Double target, List<FieldError> errors) {
        if (target == null || !Double.isFinite(target) || target <= 0) {
            errors.add(new FieldError(at + ".target", "must be a number more than 0"));
        }
    }
}
