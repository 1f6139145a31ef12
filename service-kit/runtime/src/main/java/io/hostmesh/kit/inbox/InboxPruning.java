package io.hostmesh.kit.inbox;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Forgets events that are older than Kafka keeps them. */
@ApplicationScoped
class InboxPruning {

    private static final Duration PERIOD = Duration.ofHours(1);

    private final Recurring recurring;
    private final Transactions transactions;
    private final Clock clock;
    private final Duration retention;

    InboxPruning(
            Recurring recurring,
            Transactions transactions,
            Clock clock,
            @ConfigProperty(name = "hostmesh.inbox.retention") Duration retention) {
        this.recurring = recurring;
        this.transactions = transactions;
        this.clock = clock;
        this.retention = retention;
    }

    void start(@Observes StartupEvent started) {
        recurring.every("inbox-pruning", PERIOD, this::prune);
    }

    Uni<Void> prune() {
        return transactions.inTransaction(
                session -> session.createNativeQuery("delete from inbox where received_at < :before")
                        .setParameter("before", clock.instant().minus(retention))
                        .executeUpdate()
                        .replaceWithVoid());
    }
}
