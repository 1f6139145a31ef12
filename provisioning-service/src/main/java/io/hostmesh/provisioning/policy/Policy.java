package io.hostmesh.provisioning.policy;

import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.GroupEvent.PredictiveMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the things that decide about a group's size. */
public sealed interface Policy {

    double TOLERANCE = 0.1;
    int HORIZON_MINUTES = 10;

    /** The type's name, as in requests. */
    String type();

    /** Keeps the members' mean of a metric near a target; with {@code growsOnly} it never asks for fewer members. */
    record Tracking(String metric, double target, double tolerance, boolean growsOnly) implements Policy {

        @Override
        public String type() {
            return "target-tracking";
        }
    }

    /** Adds or removes members by how far a metric is from a threshold. */
    record Stepped(String metric, double threshold, List<Step> steps, Duration cooldown) implements Policy {

        @Override
        public String type() {
            return "step";
        }

        boolean canShrink() {
            return steps.stream().anyMatch(step -> !step.grows());
        }
    }

    /** Sets the minimum, the maximum or the size at certain times. */
    record Scheduled(
            String cron,
            String timeZone,
            @Nullable Integer desired,
            @Nullable Integer min,
            @Nullable Integer max) implements Policy {

        @Override
        public String type() {
            return "scheduled";
        }
    }

    /** Has the members there before the load comes that was there at that time of day before. It never shrinks a group. */
    record Predictive(boolean scales, String metric, double target, Duration horizon) implements Policy {

        static final String TYPE = "predictive";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * One step: over the threshold {@code from <= distance < to}, under it {@code from < distance <= to}.
     *
     * @param from relative to the threshold, null for no lower bound, and {@code to} null for no upper one
     * @param by members to add, or to remove if it is negative; null where {@code percent} of the size says it
     */
    record Step(
            @Nullable Double from,
            @Nullable Double to,
            @Nullable Integer by,
            @Nullable Double percent) {

        boolean grows() {
            return by != null ? by > 0 : percent != null && percent > 0;
        }

        boolean covers(double distance) {
            boolean aboveFrom = from == null || (grows() ? distance >= from : distance > from);
            boolean belowTo = to == null || (grows() ? distance < to : distance <= to);
            return aboveFrom && belowTo;
        }

        /** Members to add to that many, or to remove if negative; a percentage is never less than one member. */
        int adjustment(int size) {
            if (by != null) {
                return by;
            }
            double part = size * Objects.requireNonNull(percent) / 100;
            if (part > 0) {
                return (int) Math.max(1, Math.floor(part));
            }
            return (int) Math.min(-1, Math.ceil(part));
        }
    }

    /** The policy that an owner described. */
    static Policy of(GroupEvent.Policy described) {
        return switch (described.type()) {
            case TARGET_TRACKING ->
                new Tracking(
                        Objects.requireNonNull(described.metric()),
                        Objects.requireNonNull(described.target()),
                        described.tolerance() == null ? TOLERANCE : described.tolerance(),
                        Boolean.TRUE.equals(described.disableScaleIn()));
            case STEP ->
                new Stepped(
                        Objects.requireNonNull(described.metric()),
                        Objects.requireNonNull(described.threshold()),
                        Objects.requireNonNull(described.steps()).stream()
                                .map(step -> new Step(step.from(), step.to(), step.by(), step.percent()))
                                .toList(),
                        Duration.ofSeconds(described.cooldownSeconds() == null ? 0 : described.cooldownSeconds()));
            case SCHEDULED ->
                new Scheduled(
                        Objects.requireNonNull(described.cron()),
                        described.timeZone() == null ? "UTC" : described.timeZone(),
                        described.desired(),
                        described.min(),
                        described.max());
            case PREDICTIVE ->
                new Predictive(
                        described.mode() == PredictiveMode.FORECAST_AND_SCALE,
                        Objects.requireNonNull(described.metric()),
                        Objects.requireNonNull(described.target()),
                        Duration.ofMinutes(
                                described.horizonMinutes() == null ? HORIZON_MINUTES : described.horizonMinutes()));
        };
    }
}
