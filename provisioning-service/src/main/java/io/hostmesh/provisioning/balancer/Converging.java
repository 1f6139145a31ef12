package io.hostmesh.provisioning.balancer;

import io.hostmesh.provisioning.balancer.BalancingHandler.Outcome;
import io.hostmesh.provisioning.balancer.BalancingHandler.Problem;
import io.hostmesh.provisioning.balancer.BalancingHandler.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all balancers and changes what is not as it should be. What cannot be done for one group is tried again with the next look,
 * and keeps no other group waiting. It is for one thread.
 */
final class Converging {

    private static final Logger LOG = Logger.getLogger(Converging.class);

    private final Balancers balancers;
    private final BalancerBoard board;
    /** What failed in the last look and why, by the balancer that did not answer or the group that was not removed. */
    private Map<Object, String> failed = Map.of();

    Converging(Balancers balancers, BalancerBoard board) {
        this.balancers = balancers;
        this.board = board;
    }

    Outcome converge(Wanted wanted) {
        Map<Object, String> failures = new HashMap<>();
        List<BalancerStatus> all = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<String> drained = new ArrayList<>();
        for (Balancer balancer : balancers.all()) {
            List<BalancerSpec> own = wanted.specs().stream()
                    .filter(spec -> balancers.of(spec.locationId()).equals(Optional.of(balancer)))
                    .toList();
            try {
                List<BalancerStatus> seen = balancer.observe();
                if (wanted.ours()) {
                    seen = change(balancer, own, seen, wanted, problems, failures);
                    drained.addAll(Convergence.drained(own, seen));
                }
                all.addAll(seen);
            } catch (BalancerException e) {
                if (isNews(failures, balancer, e)) {
                    LOG.warnf("balancers cannot be looked at with=%s cause=%s", balancer.name(), e.getMessage());
                }
                own.forEach(spec -> note(problems, wanted, spec, String.valueOf(e.getMessage()), false));
            }
        }
        all.forEach(this::tellIfFull);
        board.show(all);
        failed = failures;
        return new Outcome(List.copyOf(drained), List.copyOf(problems));
    }

    private List<BalancerStatus> change(
            Balancer balancer,
            List<BalancerSpec> own,
            List<BalancerStatus> before,
            Wanted wanted,
            List<Problem> problems,
            Map<Object, String> failures) {
        Convergence.Steps steps = Convergence.steps(own, before);
        List<BalancerStatus> seen = new ArrayList<>(before);
        for (String groupId : steps.remove()) {
            try {
                balancer.remove(groupId);
                seen.removeIf(status -> status.groupId().equals(groupId));
                LOG.infof("balancer removed group=%s", groupId);
            } catch (BalancerException e) {
                if (isNews(failures, groupId, e)) {
                    LOG.warnf("balancer is not removed group=%s cause=%s", groupId, e.getMessage());
                }
            }
        }
        for (BalancerSpec spec : own) {
            if (!steps.apply().contains(spec)) {
                note(problems, wanted, spec, null, false);
                continue;
            }
            try {
                BalancerStatus after = balancer.apply(spec);
                seen.removeIf(status -> status.groupId().equals(spec.groupId()));
                seen.add(after);
                note(problems, wanted, spec, null, false);
                LOG.debugf(
                        "balancer applied group=%s members=%d",
                        spec.groupId(), spec.backends().size());
            } catch (BalancerException e) {
                note(problems, wanted, spec, String.valueOf(e.getMessage()), e instanceof PortInUseException);
            }
        }
        return seen;
    }

    private void tellIfFull(BalancerStatus status) {
        BalancerStatus before = board.of(status.groupId());
        if (status.full() && (before == null || !before.full())) {
            LOG.warnf("balancer has as many connections as it may have, more wait group=%s", status.groupId());
        }
    }

    private boolean isNews(Map<Object, String> failures, Object what, BalancerException e) {
        String because = String.valueOf(e.getMessage());
        failures.put(what, because);
        return !because.equals(failed.get(what));
    }

    /** Only what is news is written. */
    private static void note(
            List<Problem> problems, Wanted wanted, BalancerSpec spec, @Nullable String because, boolean portInUse) {
        if (!Objects.equals(wanted.problems().get(spec.groupId()), because)) {
            if (because != null) {
                LOG.warnf("balancer is not what it should be group=%s cause=%s", spec.groupId(), because);
            }
            problems.add(new Problem(spec.groupId(), spec.port(), because, portInUse));
        }
    }
}
