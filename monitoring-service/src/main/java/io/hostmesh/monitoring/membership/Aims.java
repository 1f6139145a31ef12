package io.hostmesh.monitoring.membership;

import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.monitoring.judge.GroupFact.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must be judged so that every policy of a group hears of what concerns it: for each metric, the lowest mean that asks
 * for growth and the highest that allows shrinking.
 */
final class Aims {

    /** How far a metric may be from what a forecast aims at before it is worth a word. */
    private static final double TOLERANCE = 0.1;

    private Aims() {}

    static List<Target> of(GroupSpec spec) {
        Map<String, Target> targets = new LinkedHashMap<>();
        TargetTracking tracking = spec.targetTracking();
        if (tracking != null) {
            add(targets, new Target(tracking.metric(), tracking.target(), tracking.tolerance()));
        }
        if (spec.policies() != null) {
            spec.policies().forEach(policy -> add(targets, of(policy)));
        }
        return List.copyOf(targets.values());
    }

    private static void add(Map<String, Target> targets, @Nullable Target target) {
        if (target != null) {
            targets.merge(
                    target.metric(),
                    target,
                    (one, other) -> new Target(
                            one.metric(),
                            one.value(),
                            Math.min(one.above(), other.above()),
                            Math.max(one.below(), other.below())));
        }
    }

    private static @Nullable Target of(Policy policy) {
        String metric = policy.metric();
        if (metric == null) {
            return null;
        }
        return switch (policy.type()) {
            case TARGET_TRACKING, PREDICTIVE ->
                new Target(
                        metric,
                        Objects.requireNonNull(policy.target()),
                        Objects.requireNonNullElse(policy.tolerance(), TOLERANCE));
            case STEP -> steps(metric, policy);
            case SCHEDULED -> null;
        };
    }

    /** A step begins with its bound, so the mean is too high from there on, and too low down from there. */
    private static Target steps(String metric, Policy policy) {
        double threshold = Objects.requireNonNull(policy.threshold());
        double above = Double.POSITIVE_INFINITY;
        double below = Double.NEGATIVE_INFINITY;
        for (PolicyStep step : Objects.requireNonNull(policy.steps())) {
            boolean grows = step.by() != null ? step.by() > 0 : Objects.requireNonNullElse(step.percent(), 0.0) > 0;
            if (grows) {
                double from = step.from() == null ? threshold : threshold + step.from();
                above = Math.min(above, Math.nextDown(from));
            } else {
                double to = step.to() == null ? threshold : threshold + step.to();
                below = Math.max(below, Math.nextUp(to));
            }
        }
        return new Target(metric, threshold, above, below);
    }

    /** One line for each target: metric, value, upper and lower bound. */
    static String write(List<Target> targets) {
        List<String> lines = new ArrayList<>();
        for (Target target : targets) {
            lines.add(target.metric() + " " + target.value() + " " + target.above() + " " + target.below());
        }
        return String.join("\n", lines);
    }

    static List<Target> read(String text) {
        List<Target> targets = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 4) {
                targets.add(new Target(
                        words[0],
                        Double.parseDouble(words[1]),
                        Double.parseDouble(words[2]),
                        Double.parseDouble(words[3])));
            }
        }
        return List.copyOf(targets);
    }
}
