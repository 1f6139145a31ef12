package io.hostmesh.monitoring.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.monitoring.judge.GroupFact.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AimsTest {

    private static final String CPU = "cpu_utilization_percent";

    private static Policy steps(String metric, double threshold, PolicyStep... steps) {
        return policy(PolicyType.STEP, metric, null, threshold, List.of(steps));
    }

    private static Policy policy(
            PolicyType type,
            @Nullable String metric,
            @Nullable Double target,
            @Nullable Double threshold,
            @Nullable List<PolicyStep> steps) {
        return new Policy(
                type, metric, target, null, null, threshold, steps, null, null, null, null, null, null, null, null);
    }

    private static List<Target> aims(@Nullable TargetTracking tracking, Policy... policies) {
        return Aims.of(new GroupSpec("small", "workload-1", "local", 1, 4, tracking, List.of(policies), null));
    }

    @Test
    void shouldBeginAStepWithItsBound() {
        List<Target> aims = aims(
                null, steps(CPU, 80, new PolicyStep(5.0, null, 1, null), new PolicyStep(null, -50.0, null, -10.0)));
        assertEquals(List.of(new Target(CPU, 80, Math.nextDown(85.0), Math.nextUp(30.0))), aims);
    }

    @Test
    void shouldJudgeAMetricOnceByTheNarrowestBoundsOfItsPolicies() {
        List<Target> aims = aims(
                new TargetTracking(CPU, 60, 0.1),
                steps(CPU, 80, new PolicyStep(0.0, null, 1, null)),
                policy(PolicyType.TARGET_TRACKING, "requests_per_second", 100.0, null, null),
                policy(PolicyType.SCHEDULED, null, null, null, null),
                policy(PolicyType.PREDICTIVE, CPU, 50.0, null, null));
        assertEquals(
                List.of(new Target(CPU, 60, 50 * 1.1, 60 * 0.9), new Target("requests_per_second", 100, 0.1)), aims);
    }

    @Test
    void shouldReadWhatItWrites() {
        List<Target> aims =
                aims(new TargetTracking(CPU, 60, 0.1), steps("queue_length", 7, new PolicyStep(0.0, null, 1, null)));
        assertEquals(aims, Aims.read(Aims.write(aims)));
        assertEquals(List.of(), Aims.read(Aims.write(List.of())));
    }
}
