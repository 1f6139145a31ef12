package io.hostmesh.provisioning.server;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Forgets actions that ended long ago. */
@ApplicationScoped
class ActionPruningHandler {

    private static final Duration PERIOD = Duration.ofHours(1);
    private static final int BATCH = 1000;

    private final Transactions transactions;
    private final ActionStore actions;
    private final Clock clock;
    private final Duration kept;

    ActionPruningHandler(
            Transactions transactions,
            ActionStore actions,
            Clock clock,
            @ConfigProperty(name = "hostmesh.actions.kept") Duration kept) {
        this.transactions = transactions;
        this.actions = actions;
        this.clock = clock;
        this.kept = kept;
    }

    void start(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("forget-actions", PERIOD, this::prune);
    }

    private Uni<Void> prune() {
        return transactions
                .inTransaction(session -> actions.prune(session, clock.instant().minus(kept), BATCH))
                .chain(forgotten -> forgotten < BATCH ? Uni.createFrom().voidItem() : prune());
    }
}
