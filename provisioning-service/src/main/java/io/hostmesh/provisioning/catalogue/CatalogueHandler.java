package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.PriceEvent;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.CatalogueRequests.ChangeLocation;
import io.hostmesh.provisioning.catalogue.CatalogueRequests.PutImage;
import io.hostmesh.provisioning.catalogue.CatalogueResource.ImageView;
import io.hostmesh.provisioning.catalogue.CatalogueResource.LocationView;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.label.Conditions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads the catalogue, and learns prices from billing. */
@ApplicationScoped
class CatalogueHandler {

    private static final LocationHealth NOT_HERE =
            new LocationHealth(false, null, "it has no driver in this installation", null);

    private final Transactions transactions;
    private final Drivers drivers;

    CatalogueHandler(Transactions transactions, Drivers drivers) {
        this.transactions = transactions;
        this.drivers = drivers;
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

    Uni<Page<ImageView>> images(PageRequest page) {
        return transactions
                .inTransaction(session -> new Conditions("true").rows(session, "images", ImageRow.class, page))
                .map(rows -> Page.of(rows, page, row -> row.id).map(ImageView::of));
    }

    Uni<ImageView> image(String id) {
        return transactions
                .inTransaction(session -> session.find(ImageRow.class, id))
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("image", id))
                .map(ImageView::of);
    }

    Uni<ImageView> put(String id, PutImage image) {
        return transactions.inTransaction(session -> refuseUnknown(session, image.locations())
                .chain(() -> session.createNativeQuery("insert into images (id, description, locations, drivers)"
                                + " values (:id, :description, :locations, :drivers)"
                                + " on conflict (id) do update set description = excluded.description,"
                                + " locations = excluded.locations, drivers = excluded.drivers")
                        .setParameter("id", id)
                        .setParameter("description", image.description())
                        .setParameter("locations", joined(image.locations()))
                        .setParameter("drivers", joined(image.drivers()))
                        .executeUpdate())
                .chain(() -> session.find(ImageRow.class, id))
                .map(ImageView::of));
    }

    private static Uni<Void> refuseUnknown(Mutiny.Session session, @Nullable List<String> locations) {
        if (locations == null) {
            return Uni.createFrom().voidItem();
        }
        return session.createQuery("select id from LocationRow", String.class)
                .getResultList()
                .invoke(known -> {
                    List<FieldError> errors = IntStream.range(0, locations.size())
                            .filter(index -> !known.contains(locations.get(index)))
                            .mapToObj(index -> new FieldError("locations[" + index + "]", "is no location"))
                            .toList();
                    if (!errors.isEmpty()) {
                        throw Problems.invalid(errors);
                    }
                })
                .replaceWithVoid();
    }

    private static @Nullable String joined(@Nullable List<String> names) {
        return names == null ? null : String.join(",", names);
    }

    Uni<Page<LocationView>> locations(PageRequest page) {
        return transactions
                .inTransaction(session -> new Conditions("true").rows(session, "locations", LocationRow.class, page))
                .map(rows -> Page.of(rows, page, row -> row.id).map(this::view));
    }

    Uni<LocationView> location(String id) {
        return transactions
                .inTransaction(session -> session.find(LocationRow.class, id))
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("location", id))
                .map(this::view);
    }

    Uni<LocationView> change(String id, ChangeLocation change) {
        return transactions.inTransaction(session -> session.find(LocationRow.class, id, LockModeType.PESSIMISTIC_WRITE)
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("location", id))
                .invoke(row -> {
                    row.description = change.description() == null ? row.description : change.description();
                    row.takesNewServers =
                            change.takesNewServers() == null ? row.takesNewServers : change.takesNewServers();
                })
                .map(this::view));
    }

    private LocationView view(LocationRow row) {
        String driver = drivers.find(row.id).map(Driver::name).orElse(null);
        LocationHealth health = drivers.health(row.id).orElse(NOT_HERE);
        return new LocationView(
                row.id,
                row.description,
                row.takesNewServers && driver != null,
                driver,
                health.available(),
                health.since(),
                health.because());
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
