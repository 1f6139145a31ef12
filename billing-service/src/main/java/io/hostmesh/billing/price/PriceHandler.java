package io.hostmesh.billing.price;

import io.hostmesh.billing.rate.Price;
import io.hostmesh.contracts.PriceEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Adds prices, and publishes each when it takes effect. */
@ApplicationScoped
class PriceHandler {

    private final Transactions transactions;
    private final PriceStore store;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final Ids ids;
    private final Clock clock;
    private final String currency;

    PriceHandler(
            Transactions transactions,
            PriceStore store,
            Outbox outbox,
            Idempotency idempotency,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.billing.currency") String currency) {
        this.transactions = transactions;
        this.store = store;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
        this.currency = currency;
    }

    Uni<Response> add(Caller caller, Cause cause, PriceResource.NewPrice wished, @Nullable String idempotencyKey) {
        String fingerprint = idempotency.fingerprint("POST", "/v1/prices", wished);
        return transactions.inTransaction(session ->
                idempotency.once(session, caller, idempotencyKey, fingerprint, () -> add(session, cause, wished)));
    }

    private Uni<Reply> add(Mutiny.Session session, Cause cause, PriceResource.NewPrice wished) {
        return store.lockForAdding(session)
                .chain(() -> store.ofPlan(session, wished.plan()))
                .chain(ofPlan -> {
                    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
                    Instant from = wished.effectiveFrom() == null ? now : wished.effectiveFrom();
                    Price price = new Price(
                            ids.next("prc"),
                            wished.plan(),
                            wished.perHour().toBigDecimal(),
                            wished.perHour().currency(),
                            nextWholeSecond(from));
                    PriceDecider.refusal(ofPlan, price, currency, now).ifPresent(because -> {
                        throw Problems.unprocessable("price-refused", because);
                    });
                    return store.add(session, price, cause.correlationId())
                            .chain(() -> publish(session, now))
                            .replaceWith(new Reply(201, null, PriceResource.PriceView.of(price)));
                });
    }

    private static Instant nextWholeSecond(Instant instant) {
        Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
        return second.equals(instant) ? second : second.plusSeconds(1);
    }

    Uni<List<Price>> page(@Nullable String planId, @Nullable String after, int limit) {
        return transactions.inTransaction(session -> store.page(session, planId, after, limit));
    }

    /** Publishes what took effect since the last time, the seeded prices included. */
    Uni<Void> publish() {
        return transactions.inTransaction(session -> publish(session, clock.instant()));
    }

    private Uni<Void> publish(Mutiny.Session session, Instant now) {
        return store.takeUnpublished(session, now).chain(prices -> {
            Uni<Void> appended = Uni.createFrom().voidItem();
            for (PriceStore.Added added : prices) {
                Cause cause = Cause.start(added.correlationId(), null);
                appended = appended.chain(
                        () -> outbox.append(session, cause, added.price().planId(), List.of(published(added.price()))));
            }
            return appended;
        });
    }

    private static PriceEvent.Published published(Price price) {
        return new PriceEvent.Published(price.planId(), price.id(), price.money(), price.effectiveFrom());
    }
}
