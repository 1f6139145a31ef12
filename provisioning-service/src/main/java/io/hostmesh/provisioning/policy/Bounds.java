package io.hostmesh.provisioning.policy;

import io.hostmesh.provisioning.policy.Policy.Predictive;
import io.hostmesh.provisioning.policy.Policy.Step;
import io.hostmesh.provisioning.policy.Policy.Stepped;
import io.hostmesh.provisioning.policy.Policy.Tracking;
import java.util.List;

/**
 * Outside of which a mean concerns a group's policies, as monitoring judges it: the lowest that asks for growth and the
 * highest that allows shrinking.
 */
public record Bounds(double above, double below) {

    public static Bounds of(List<Policy> policies, String metric) {
        Bounds bounds = new Bounds(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        for (Policy policy : policies) {
            if (policy instanceof Tracking tracking && tracking.metric().equals(metric)) {
                bounds = bounds.with(tracking.target(), tracking.tolerance());
            } else if (policy instanceof Predictive predictive
                    && predictive.metric().equals(metric)) {
                bounds = bounds.with(predictive.target(), Policy.TOLERANCE);
            } else if (policy instanceof Stepped stepped && stepped.metric().equals(metric)) {
                for (Step step : stepped.steps()) {
                    bounds = bounds.with(stepped.threshold(), step);
                }
            }
        }
        return bounds;
    }

    private Bounds with(double target, double tolerance) {
        return new Bounds(Math.min(above, target * (1 + tolerance)), Math.max(below, target * (1 - tolerance)));
    }

    private Bounds with(double threshold, Step step) {
        if (step.grows()) {
            double from = step.from() == null ? threshold : threshold + step.from();
            return new Bounds(Math.min(above, Math.nextDown(from)), below);
        }
        double to = step.to() == null ? threshold : threshold + step.to();
        return new Bounds(above, Math.max(below, Math.nextUp(to)));
    }
}
