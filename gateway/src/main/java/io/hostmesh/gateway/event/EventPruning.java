package io.hostmesh.gateway.event;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.EventType;
import io.hostmesh.contracts.EventTypes;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Deletes events that are past their retention, a bounded number at a time. */
@ApplicationScoped
class EventPruning {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int AT_MOST = 20_000;

    private final Transactions transactions;
    private final EventStore store;
    private final EventSettings settings;
    private final Clock clock;

    EventPruning(Transactions transactions, EventStore store, EventSettings settings, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started, Recurring recurring) {
        recurring.every("event-pruning", PERIOD, this::prune);
    }

    Uni<Void> prune() {
        Instant now = clock.instant();
        String stillFiring = EventTypes.all().stream()
                .filter(type -> type.dataType() == AlertEvent.StillFiring.class)
                .map(EventType::name)
                .findFirst()
                .orElseThrow();
        return transactions
                .inTransaction(session ->
                        store.prune(session, now.minus(settings.stillFiringRetention()), stillFiring, AT_MOST))
                .chain(() -> transactions.inTransaction(
                        session -> store.prune(session, now.minus(settings.retention()), null, AT_MOST)))
                .replaceWithVoid();
    }
}
