package io.hostmesh.provisioning.balancer;

import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What follows from what should be and what is. */
final class Convergence {

    private Convergence() {}

    /**
     * What to do.
     *
     * @param apply what is not as it should be
     * @param remove groups that should have nothing
     */
    record Steps(List<BalancerSpec> apply, List<String> remove) {}

    /** Both lists are of one implementation; a removal frees a port and so comes first. */
    static Steps steps(List<BalancerSpec> wanted, List<BalancerStatus> seen) {
        Map<String, BalancerStatus> byGroup = byGroup(seen);
        List<BalancerSpec> apply = new ArrayList<>();
        for (BalancerSpec spec : wanted) {
            BalancerStatus status = byGroup.remove(spec.groupId());
            if (status == null || !status.fulfils(spec)) {
                apply.add(spec);
            }
        }
        return new Steps(List.copyOf(apply), List.copyOf(byGroup.keySet()));
    }

    /** Draining members that have no connection any more, so that nothing is left to wait for. */
    static List<String> drained(List<BalancerSpec> wanted, List<BalancerStatus> seen) {
        Map<String, BalancerStatus> byGroup = byGroup(seen);
        List<String> drained = new ArrayList<>();
        for (BalancerSpec spec : wanted) {
            BalancerStatus status = byGroup.get(spec.groupId());
            for (Backend backend : spec.backends()) {
                if (status != null
                        && backend.state() == BalancerSpec.State.DRAINING
                        && status.members().stream().allMatch(member -> isNotKept(member, backend))) {
                    drained.add(backend.serverId());
                }
            }
        }
        return List.copyOf(drained);
    }

    private static boolean isNotKept(BalancerStatus.Member member, Backend backend) {
        return !member.serverId().equals(backend.serverId())
                || (member.state() == BalancerStatus.State.DRAINING && Objects.equals(member.connections(), 0));
    }

    private static Map<String, BalancerStatus> byGroup(List<BalancerStatus> seen) {
        Map<String, BalancerStatus> byGroup = new TreeMap<>();
        seen.forEach(status -> byGroup.put(status.groupId(), status));
        return byGroup;
    }
}
