package io.hostmesh.billing.meter;

import io.hostmesh.billing.price.PriceStore;
import io.hostmesh.billing.rate.PriceList;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Records facts about servers and answers what was used. */
@ApplicationScoped
class MeterHandler {

    /** Segments with the prices to rate them by. */
    record Usage(List<UsageSegment> segments, PriceList prices) {}

    private final Transactions transactions;
    private final FactStore facts;
    private final UsageStore usage;
    private final PriceStore prices;
    private final Event<UsageChanged> changes;
    private final Clock clock;

    MeterHandler(
            Transactions transactions,
            FactStore facts,
            UsageStore usage,
            PriceStore prices,
            Event<UsageChanged> changes,
            Clock clock) {
        this.transactions = transactions;
        this.facts = facts;
        this.usage = usage;
        this.prices = prices;
        this.changes = changes;
        this.clock = clock;
    }

    /** Keeps the fact, once whatever is delivered twice, and computes the server's segments anew. */
    Uni<Void> handle(io.hostmesh.contracts.Event<?> event) {
        return ServerFacts.of(event)
                .map(fact -> transactions
                        .inTransaction(session -> record(session, fact))
                        .invoke(() -> changes.fire(new UsageChanged(fact.accountId()))))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> record(Mutiny.Session session, ServerFact fact) {
        return facts.lock(session, fact)
                .chain(() -> facts.record(session, fact, clock.instant()))
                .chain(isNew -> isNew
                        ? recompute(session, fact.serverId())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> recompute(Mutiny.Session session, String serverId) {
        return facts.facts(session, serverId)
                .map(SegmentCalculator::segments)
                .chain(segments -> facts.replaceSegments(session, serverId, segments));
    }

    Uni<Usage> find(UsageStore.Filter filter, int limit) {
        return transactions.inTransaction(session -> usage.find(session, filter, limit)
                .chain(segments -> prices.load(session).map(list -> new Usage(segments, list))));
    }
}
