package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.Money;
import io.hostmesh.contracts.PriceEvent;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.CatalogueResource.EntryView;
import io.hostmesh.provisioning.catalogue.CatalogueResource.PlanView;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the catalogue, and learns prices from billing. */
@ApplicationScoped
class CatalogueHandler {

    private final Transactions transactions;
    private final Clock clock;

    CatalogueHandler(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Puts every location that has a driver into the catalogue; the words of one that is there stay. */
    Uni<Void> learnLocations(Map<String, String> descriptions) {
        return transactions.inTransaction(session -> {
            Uni<Void> learned = Uni.createFrom().voidItem();
            for (Map.Entry<String, String> location : new TreeMap<>(descriptions).entrySet()) {
                learned = learned.chain(() -> session.createNativeQuery(
                                "insert into locations (id, description) values (:id, :description)"
                                        + " on conflict (id) do nothing")
                        .setParameter("id", location.getKey())
                        .setParameter("description", location.getValue())
                        .executeUpdate()
                        .replaceWithVoid());
            }
            return learned;
        });
    }

    Uni<List<PlanView>> plans() {
        return transactions.inTransaction(session -> session.createQuery(
                        "from PriceRow where id.effectiveFrom <= :now order by id.effectiveFrom", PriceRow.class)
                .setParameter("now", clock.instant())
                .getResultList()
                .chain(prices -> session.createQuery(
                                "select v from PlanRow p join PlanVersionRow v on v.id.planId = p.id"
                                        + " and v.id.version = p.currentVersion order by p.position",
                                PlanVersionRow.class)
                        .getResultList()
                        .map(plans -> priced(plans, prices))));
    }

    /** The prices come oldest first, so that the newest of a plan is the one that stays. */
    private static List<PlanView> priced(List<PlanVersionRow> plans, List<PriceRow> prices) {
        Map<String, Money> newest = new HashMap<>();
        prices.forEach(price -> newest.put(price.id.planId(), price.perHour()));
        return plans.stream()
                .map(row -> {
                    Plan plan = row.plan();
                    return new PlanView(
                            plan.id(), plan.version(), plan.vcpus(), plan.memoryMegabytes(), newest.get(plan.id()));
                })
                .toList();
    }

    Uni<List<EntryView>> images() {
        return transactions.inTransaction(session -> session.createQuery("from ImageRow order by id", ImageRow.class)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new EntryView(row.id, row.description))
                        .toList()));
    }

    Uni<List<EntryView>> locations() {
        return transactions.inTransaction(
                session -> session.createQuery("from LocationRow order by id", LocationRow.class)
                        .getResultList()
                        .map(rows -> rows.stream()
                                .map(row -> new EntryView(row.id, row.description))
                                .toList()));
    }

    /** The same price learned twice is the same row, so no inbox is needed. */
    Uni<Void> handle(Event<?> event) {
        if (!(event.data() instanceof PriceEvent.Published price)) {
            return Uni.createFrom().voidItem();
        }
        return transactions.inTransaction(session -> session.createNativeQuery(
                        "insert into prices (plan_id, effective_from, price_id, amount, currency)"
                                + " values (:plan, :effective, :price, :amount, :currency)"
                                + " on conflict (plan_id, effective_from) do update set price_id = excluded.price_id,"
                                + " amount = excluded.amount, currency = excluded.currency")
                .setParameter("plan", price.planId())
                .setParameter("effective", price.effectiveFrom())
                .setParameter("price", price.priceId())
                .setParameter("amount", price.perHour().amount())
                .setParameter("currency", price.perHour().currency())
                .executeUpdate()
                .replaceWithVoid());
    }
}
