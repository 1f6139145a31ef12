package io.hostmesh.billing.price;

import io.hostmesh.billing.rate.Price;
import io.hostmesh.billing.rate.PriceList;
import io.hostmesh.kit.query.AnyOf;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The prices. A price is never changed; a new one takes over from a moment on. */
@ApplicationScoped
public class PriceStore {

    /** The number of the advisory lock between those who read prices for good and those who add one. */
    private static final long PRICES_LOCK = 0x707269636573L;

    /** A price, and the correlation of its adding. */
    record Added(Price price, String correlationId) {}

    private final String currency;

    PriceStore(@ConfigProperty(name = "hostmesh.billing.currency") String currency) {
        this.currency = currency;
    }

    /** Every price of every plan. */
    public Uni<PriceList> load(Mutiny.Session session) {
        return all(session).map(prices -> new PriceList(prices, currency));
    }

    /**
     * The same, and no price is added until the transaction ends. A moment that is read from the clock after this is
     * before the effective date of any price that is still to come.
     */
    public Uni<PriceList> loadAndHold(Mutiny.Session session) {
        return lock(session, "pg_advisory_xact_lock_shared").chain(() -> load(session));
    }

    /** Nobody else adds a price, or holds the list, until the transaction ends. */
    Uni<Void> lockForAdding(Mutiny.Session session) {
        return lock(session, "pg_advisory_xact_lock");
    }

    Uni<List<Price>> all(Mutiny.Session session) {
        return session.createSelectionQuery("from PriceRow order by id", PriceRow.class)
                .getResultList()
                .map(PriceStore::prices);
    }

    Uni<List<Price>> page(Mutiny.Session session, @Nullable String planId, @Nullable String after, int limit) {
        Mutiny.SelectionQuery<PriceRow> query = session.createSelectionQuery(
                "from PriceRow where id > :after" + (planId == null ? "" : " and planId = :plan") + " order by id",
                PriceRow.class);
        query.setParameter("after", after == null ? "" : after);
        if (planId != null) {
            query.setParameter("plan", planId);
        }
        return query.setMaxResults(limit).getResultList().map(PriceStore::prices);
    }

    Uni<List<Price>> ofPlan(Mutiny.Session session, String planId) {
        return session.createSelectionQuery("from PriceRow where planId = :plan", PriceRow.class)
                .setParameter("plan", planId)
                .getResultList()
                .map(PriceStore::prices);
    }

    Uni<Void> add(Mutiny.Session session, Price price, String correlationId) {
        return session.persist(new PriceRow(price, correlationId)).chain(session::flush);
    }

    /**
     * The prices that took effect and that nobody published, in the order of their taking effect; they count as published
     * from now on. Of several callers, each price is told to one.
     */
    Uni<List<Added>> takeUnpublished(Mutiny.Session session, Instant now) {
        return session.createNativeQuery("""
                        insert into price_publication (price_id, published_at)
                        select id, :now from price p
                        where effective_from <= :now
                            and not exists (select from price_publication where price_id = p.id)
                        order by id
                        on conflict do nothing
                        returning price_id\
                        """, String.class)
                .setParameter("now", now)
                .getResultList()
                .chain(ids -> ids.isEmpty()
                        ? Uni.createFrom().item(List.of())
                        : session.createSelectionQuery(
                                        "from PriceRow where any_of(id, :ids) order by effectiveFrom, id",
                                        PriceRow.class)
                                .setParameter("ids", AnyOf.text(ids))
                                .getResultList()
                                .map(rows -> rows.stream()
                                        .map(row -> new Added(row.price(), row.correlationId))
                                        .toList()));
    }

    private static Uni<Void> lock(Mutiny.Session session, String function) {
        return session.createNativeQuery("select cast(" + function + "(:lock) as text)", String.class)
                .setParameter("lock", PRICES_LOCK)
                .getSingleResult()
                .replaceWithVoid();
    }

    private static List<Price> prices(List<PriceRow> rows) {
        return rows.stream().map(PriceRow::price).toList();
    }
}
