package io.hostmesh.gateway.event;

import io.hostmesh.contracts.Event;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Keeps an event. Its id is unique in the table, so it needs no inbox. */
@ApplicationScoped
class EventHandler {

    private final Transactions transactions;
    private final EventStore store;
    private final EventFeed feed;
    private final Clock clock;

    EventHandler(Transactions transactions, EventStore store, EventFeed feed, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.feed = feed;
        this.clock = clock;
    }

    Uni<Void> handle(Event<?> event, String data) {
        return transactions
                .inTransaction(session -> store.append(session, event, data, clock.instant()))
                .invoke(feed::look);
    }
}
