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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Makes balancers what they should be, whenever something happened to servers and now and then. One instance of provisioning
 * changes them, the others look; when it dies, another one takes over after its lease.
 */
@ApplicationScoped
class Balancing {

    private static final String NAME = "balance-groups";

    private final BalancingHandler handler;
    private final Balancers balancers;
    private final BalancerBoard board;
    private final Converging converging;
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
        this.converging = new Converging(balancers, board);
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

    private Outcome converge(Wanted wanted) {
        Outcome outcome = converging.converge(wanted);
        needed = !wanted.specs().isEmpty() || !board.isEmpty();
        return outcome;
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
}
