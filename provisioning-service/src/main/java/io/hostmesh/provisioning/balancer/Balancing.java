package io.hostmesh.provisioning.balancer;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.provisioning.balancer.BalancingHandler.Outcome;
import io.hostmesh.provisioning.balancer.BalancingHandler.Problem;
import io.hostmesh.provisioning.balancer.BalancingHandler.Wanted;
import io.hostmesh.provisioning.server.Backends;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes balancers what they should be, whenever something happened to servers and now and then. One instance of provisioning
 * changes them, the others look; when it dies, another one takes over after its lease.
 */
@ApplicationScoped
class Balancing {

    private static final Logger LOG = Logger.getLogger(Balancing.class);
    private static final String NAME = "balance-groups";

    private final BalancingHandler handler;
    private final Balancers balancers;
    private final BalancerBoard board;
    private final Backends backends;
    private final Recurring recurring;
    private final Duration period;
    private final Duration drainPeriod;
    private volatile boolean needed = true;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "balancing");
        made.setDaemon(true);
        return made;
    });

    Balancing(
            BalancingHandler handler,
            Balancers balancers,
            BalancerBoard board,
            Backends backends,
            Recurring recurring,
            BalancingSettings settings) {
        this.handler = handler;
        this.balancers = balancers;
        this.board = board;
        this.backends = backends;
        this.recurring = recurring;
        this.period = settings.period();
        this.drainPeriod = settings.drainPeriod();
    }

    void start(@Observes StartupEvent started) {
        if (!balancers.all().isEmpty()) {
            recurring.every(NAME, period, this::pass);
            backends.onChange(this::changed);
        }
    }

    /** Where no group has a balancer, what happens to servers is of no interest here. */
    private void changed() {
        if (needed) {
            recurring.wake(NAME);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    private Uni<Void> pass() {
        return handler.wanted()
                .chain(wanted -> Uni.createFrom()
                        .item(() -> converge(wanted))
                        .runSubscriptionOn(executor())
                        .call(handler::settle)
                        .invoke(outcome -> lookAgainSoon(wanted, outcome)))
                .replaceWithVoid();
    }

    private ExecutorService executor() {
        return thread;
    }

    /** What drains has to be looked at more often, and a new port has to be tried. */
    private void lookAgainSoon(Wanted wanted, Outcome outcome) {
        boolean draining = wanted.specs().stream()
                .flatMap(spec -> spec.backends().stream())
                .anyMatch(backend -> backend.state() == BalancerSpec.State.DRAINING);
        boolean moved = outcome.problems().stream().anyMatch(Problem::portInUse);
        if (wanted.ours() && (draining || moved) && !thread.isShutdown()) {
            var unused = thread.schedule(() -> recurring.wake(NAME), drainPeriod.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private Outcome converge(Wanted wanted) {
        List<BalancerStatus> all = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<String> drained = new ArrayList<>();
        for (Balancer balancer : balancers.all()) {
            List<BalancerSpec> own = wanted.specs().stream()
                    .filter(spec -> balancers.of(spec.locationId()).equals(java.util.Optional.of(balancer)))
                    .toList();
            try {
                List<BalancerStatus> seen = balancer.observe();
                if (wanted.ours()) {
                    seen = change(balancer, own, seen, wanted, problems);
                    drained.addAll(Convergence.drained(own, seen));
                }
                all.addAll(seen);
            } catch (BalancerException e) {
                LOG.warnf("balancers cannot be looked at with=%s cause=%s", balancer.name(), e.getMessage());
                own.forEach(spec -> note(problems, wanted, spec, String.valueOf(e.getMessage()), false));
            }
        }
        board.show(all);
        needed = !wanted.specs().isEmpty() || !board.isEmpty();
        return new Outcome(List.copyOf(drained), List.copyOf(problems));
    }

    private static List<BalancerStatus> change(
            Balancer balancer,
            List<BalancerSpec> own,
            List<BalancerStatus> before,
            Wanted wanted,
            List<Problem> problems) {
        Convergence.Steps steps = Convergence.steps(own, before);
        List<BalancerStatus> seen = new ArrayList<>(before);
        for (String groupId : steps.remove()) {
            balancer.remove(groupId);
            seen.removeIf(status -> status.groupId().equals(groupId));
            LOG.infof("balancer removed group=%s", groupId);
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

    /** Only what is news is written. */
    private static void note(
            List<Problem> problems,
            Wanted wanted,
            BalancerSpec spec,
            @org.jspecify.annotations.Nullable String because,
            boolean portInUse) {
        if (!Objects.equals(wanted.problems().get(spec.groupId()), because)) {
            if (because != null) {
                LOG.warnf("balancer is not what it should be group=%s cause=%s", spec.groupId(), because);
            }
            problems.add(new Problem(spec.groupId(), spec.port(), because, portInUse));
        }
    }
}
