package io.hostmesh.provisioning.catalogue;

import io.hostmesh.provisioning.driver.Drivers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What servers can be made of. */
@ApplicationScoped
public class Catalogue {

    private final Drivers drivers;

    Catalogue(Drivers drivers) {
        this.drivers = drivers;
    }

    /** A part of a request that is not in the catalogue: {@code field} is {@code plan}, {@code image} or {@code location}. */
    public record Missing(String field, String message) {}

    /** Each of the three that is not there or cannot be had; an absent one is not looked up. */
    public Uni<List<Missing>> missing(
            Mutiny.Session session, @Nullable String planId, @Nullable String imageId, @Nullable String locationId) {
        List<Missing> missing = new ArrayList<>();
        return check(session, PlanRow.class, "plan", planId, missing)
                .chain(() -> check(session, ImageRow.class, "image", imageId, missing))
                .chain(() -> check(session, LocationRow.class, "location", locationId, missing))
                .invoke(() -> checkDriver(locationId, missing))
                .replaceWith(missing);
    }

    private void checkDriver(@Nullable String locationId, List<Missing> missing) {
        boolean known = missing.stream().noneMatch(part -> part.field().equals("location"));
        if (locationId != null && known && drivers.find(locationId).isEmpty()) {
            missing.add(new Missing(
                    "location",
                    "takes no new servers: " + locationId + " has no driver in this installation; there is one in "
                            + String.join(
                                    ", ", new TreeSet<>(drivers.locations().keySet()))));
        }
    }

    private static Uni<Void> check(
            Mutiny.Session session, Class<?> kind, String field, @Nullable String id, List<Missing> missing) {
        if (id == null) {
            return Uni.createFrom().voidItem();
        }
        return session.find(kind, id)
                .invoke(found -> {
                    if (found == null) {
                        missing.add(new Missing(field, "is not in the catalogue: " + id));
                    }
                })
                .replaceWithVoid();
    }

    /** What an hour of each plan costs at that time, by its id. Plans without a price are left out. */
    public Uni<Map<String, BigDecimal>> costsPerHour(Mutiny.Session session, Instant now) {
        return session.createQuery(
                        "from PriceRow where id.effectiveFrom <= :now order by id.effectiveFrom", PriceRow.class)
                .setParameter("now", now)
                .getResultList()
                .map(prices -> {
                    Map<String, BigDecimal> newest = new HashMap<>();
                    prices.forEach(price -> newest.put(price.id.planId(), new BigDecimal(price.amount)));
                    return newest;
                });
    }

    /** The version of a plan that new servers get; the plan is known to be in the catalogue. */
    public Uni<Plan> currentPlan(Mutiny.Session session, String planId) {
        return session.find(PlanRow.class, planId)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("expected plan " + planId + " in the catalogue"))
                .chain(plan -> plan(session, planId, plan.currentVersion));
    }

    /** The version of a plan that a server was made with. */
    public Uni<Plan> plan(Mutiny.Session session, String planId, int version) {
        return session.find(PlanVersionRow.class, new PlanVersionRow.Key(planId, version))
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException(
                        "expected version " + version + " of plan " + planId + " in the catalogue"))
                .map(PlanVersionRow::plan);
    }
}
