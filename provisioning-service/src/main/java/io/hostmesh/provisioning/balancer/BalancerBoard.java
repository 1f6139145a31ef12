package io.hostmesh.provisioning.balancer;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What this instance saw of balancers last. */
@ApplicationScoped
class BalancerBoard {

    private volatile Map<String, BalancerStatus> seen = Map.of();

    BalancerBoard(MeterRegistry meters) {
        meters.gauge("hostmesh.balancing.full", this, board -> board.seen.values().stream()
                .filter(BalancerStatus::full)
                .count());
    }

    void show(List<BalancerStatus> statuses) {
        Map<String, BalancerStatus> next = new TreeMap<>();
        statuses.forEach(status -> next.put(status.groupId(), status));
        seen = next;
    }

    @Nullable
    BalancerStatus of(String groupId) {
        return seen.get(groupId);
    }

    boolean isEmpty() {
        return seen.isEmpty();
    }
}
