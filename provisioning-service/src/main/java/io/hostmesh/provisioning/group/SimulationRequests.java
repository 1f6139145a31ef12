package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.Money;
import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.TimeFields;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/groups/{id}/simulations}. */
final class SimulationRequests {

    static final Duration LONGEST = Duration.ofDays(2);
    static final int MOST_CURVES = 5;
    static final int MOST_POINTS = 2000;

    static final String NOT_LOOKED_AT = "Its name, labels, balancer, sshKeys, userData and deletionProtection make no"
            + " difference to its size, and whether they could be had is not looked at.";

    private static final int LONGEST_START_SECONDS = 3600;
    private static final int START_SECONDS = 5;
    private static final int STOP_SECONDS = 2;

    private SimulationRequests() {}

    /** How the values of a curve are meant. */
    enum Of {
        /** What all members carry together. */
        TOTAL,
        /** What each member shows on the mean, however many they are. */
        MEAN
    }

    @Schema(requiredProperties = {"at", "value"})
    record PointBody(@Nullable Instant at, @Nullable Double value) {

        /** @param before the times of the points before, to which this one's is added */
        private void errors(String there, Set<Instant> before, List<FieldError> errors) {
            if (at == null) {
                errors.add(new FieldError(there + ".at", "is required"));
            } else if (!before.add(at)) {
                errors.add(new FieldError(there + ".at", "must be another time than those of the points before"));
            }
            TimeFields.check(there + ".at", at, errors);
            if (value == null || !Double.isFinite(value) || value < 0) {
                errors.add(new FieldError(there + ".value", "must be a number of 0 or more"));
            }
        }
    }

    /** {@code saturation} is the most that one member can show. */
    @Schema(requiredProperties = {"metric", "points"})
    record CurveBody(
            @Nullable String metric,
            @Nullable Of of,
            @Nullable Double saturation,
            @Nullable Double unevenness,
            @Nullable List<@Nullable PointBody> points) {

        LoadCurve toCurve() {
            TreeMap<Instant, Double> values = new TreeMap<>();
            for (PointBody point : Objects.requireNonNull(points)) {
                PointBody there = Objects.requireNonNull(point);
                values.put(Objects.requireNonNull(there.at()), Objects.requireNonNull(there.value()));
            }
            return new LoadCurve(
                    Objects.requireNonNull(metric),
                    of != Of.MEAN,
                    saturation == null ? Double.MAX_VALUE : saturation,
                    unevenness == null ? 0 : unevenness,
                    values);
        }

        List<FieldError> errors(String at) {
            List<FieldError> errors = new ArrayList<>();
            if (metric == null || !metric.matches(GroupRequests.METRIC)) {
                errors.add(new FieldError(at + ".metric", "must be the name of a metric"));
            }
            if (saturation != null && !(saturation > 0)) {
                errors.add(new FieldError(at + ".saturation", "must be more than 0"));
            }
            if (unevenness != null && !(unevenness >= 0 && unevenness <= 1)) {
                errors.add(new FieldError(at + ".unevenness", "must be from 0 to 1"));
            }
            if (points == null || points.isEmpty() || points.size() > MOST_POINTS) {
                errors.add(new FieldError(at + ".points", "must have from 1 to " + MOST_POINTS + " points"));
                return errors;
            }
            Set<Instant> times = new HashSet<>();
            for (int index = 0; index < points.size(); index++) {
                PointBody point = points.get(index);
                String there = at + ".points[" + index + "]";
                if (point == null) {
                    errors.add(new FieldError(there, "is required"));
                } else {
                    point.errors(there, times, errors);
                }
            }
            return errors;
        }
    }

    /** A stretch of the group's own past. */
    @Schema(requiredProperties = {"from", "to"})
    record PastBody(@Nullable Instant from, @Nullable Instant to) {}

    /**
     * Either curves or a past.
     *
     * @param until when it ends; the last point of the curves unless it is given
     * @param members at the beginning; as many as the group is to have unless it is given
     * @param startSeconds how long a member takes until it answers, and {@code stopSeconds} until it is gone
     * @param group what is to be different from the group as it is; {@link #NOT_LOOKED_AT}
     */
    record SimulationBody(
            @Nullable List<@Nullable CurveBody> curves,
            @Nullable PastBody past,
            @Nullable Instant until,
            @Nullable Integer members,
            @Nullable Integer startSeconds,
            @Nullable Integer stopSeconds,

            @Schema(description = "What is to be different from the group as it is. " + NOT_LOOKED_AT) @Nullable
            GroupBody group)
            implements ChecksItself {

        Duration start() {
            return Duration.ofSeconds(startSeconds == null ? START_SECONDS : startSeconds);
        }

        Duration stop() {
            return Duration.ofSeconds(stopSeconds == null ? STOP_SECONDS : stopSeconds);
        }

        List<LoadCurve> toCurves() {
            return curves == null
                    ? List.of()
                    : curves.stream()
                            .map(curve -> Objects.requireNonNull(curve).toCurve())
                            .toList();
        }

        Instant from() {
            return past != null
                    ? Objects.requireNonNull(past.from())
                    : toCurves().stream()
                            .map(curve -> curve.values().firstKey())
                            .min(Instant::compareTo)
                            .orElseThrow();
        }

        Instant to() {
            if (past != null) {
                return Objects.requireNonNull(past.to());
            }
            return until != null
                    ? until
                    : toCurves().stream()
                            .map(curve -> curve.values().lastKey())
                            .max(Instant::compareTo)
                            .orElseThrow();
        }

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if ((curves == null) == (past == null)) {
                errors.add(new FieldError("curves", "must be given, or past instead"));
            } else if (curves != null && (curves.isEmpty() || curves.size() > MOST_CURVES)) {
                errors.add(new FieldError("curves", "must have from 1 to " + MOST_CURVES + " curves"));
            } else if (curves != null) {
                for (int index = 0; index < curves.size(); index++) {
                    CurveBody curve = curves.get(index);
                    String at = "curves[" + index + "]";
                    errors.addAll(curve == null ? List.of(new FieldError(at, "is required")) : curve.errors(at));
                }
                repeatedMetrics(curves, errors);
            } else if (past != null) {
                requireTime("past.from", past.from(), errors);
                requireTime("past.to", past.to(), errors);
            }
            if (past != null && until != null) {
                errors.add(new FieldError("until", "is only for curves; a past ends with past.to"));
            }
            TimeFields.check("until", until, errors);
            GroupRequests.range("members", members, 0, GroupRequests.LARGEST_GROUP, errors);
            GroupRequests.range("startSeconds", startSeconds, 0, LONGEST_START_SECONDS, errors);
            GroupRequests.range("stopSeconds", stopSeconds, 0, LONGEST_START_SECONDS, errors);
            if (group != null) {
                group.errors().forEach(error -> errors.add(new FieldError("group." + error.field(), error.message())));
            }
            if (errors.isEmpty()) {
                Duration length = Duration.between(from(), to());
                if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
                    errors.add(new FieldError(
                            past == null ? "until" : "past.to",
                            "must be after the beginning, by " + LONGEST.toHours() + " hours at most"));
                }
            }
            return errors;
        }
    }

    private static void requireTime(String field, @Nullable Instant time, List<FieldError> errors) {
        if (time == null) {
            errors.add(new FieldError(field, "is required"));
        }
        TimeFields.check(field, time, errors);
    }

    private static void repeatedMetrics(List<@Nullable CurveBody> curves, List<FieldError> errors) {
        Set<String> metrics = new HashSet<>();
        for (int index = 0; index < curves.size(); index++) {
            CurveBody curve = curves.get(index);
            if (curve != null && curve.metric() != null && !metrics.add(curve.metric())) {
                errors.add(new FieldError("curves[" + index + "].metric", "must be another than those before"));
            }
        }
    }

    /**
     * What the group would have done, and what that would have cost by the price of its plan.
     *
     * @param cost null where the plan has no price yet
     * @param unknown of a past, what is not kept of it: the group was taken to be asked for no other size then
     */
    record SimulationView(
            Simulation.Result result, @Nullable Money cost, List<UnknownLoad> unknown) {}
}
