package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Money;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What servers can be made of. */
@ApplicationScoped
public class Catalogue {

    private final Drivers drivers;
    private final int mostVersions;

    /** Versions of plans, which never change once there are servers of them. */
    private final Map<PlanVersionRow.Key, Plan> versions = new ConcurrentHashMap<>();

    Catalogue(Drivers drivers, @ConfigProperty(name = "hostmesh.catalogue.cached-versions") int mostVersions) {
        this.drivers = drivers;
        this.mostVersions = mostVersions;
    }

    /**
     * A part of a request that cannot be had: {@code field} is {@code plan}, {@code image} or {@code location}.
     *
     * @param type the kind of problem for one that is in the catalogue, or null for one that is not
     */
    public record Missing(
            String field, String message, @Nullable Refusal type) {}

    /** Each of the three that is not there or cannot be had; an absent one is not looked up. */
    public Uni<List<Missing>> missing(
            Mutiny.Session session, @Nullable String planId, @Nullable String imageId, @Nullable String locationId) {
        List<Missing> missing = new ArrayList<>();
        return find(session, PlanRow.class, "plan", planId, missing)
                .invoke(plan -> {
                    if (plan != null && plan.retiredAt != null) {
                        missing.add(new Missing(
                                "plan", "is retired and takes no new servers: " + planId, Refusal.PLAN_RETIRED));
                    }
                })
                .chain(() -> find(session, ImageRow.class, "image", imageId, missing))
                .chain(image -> find(session, LocationRow.class, "location", locationId, missing)
                        .invoke(location -> check(image, location, missing)))
                .replaceWith(missing);
    }

    private void check(@Nullable ImageRow image, @Nullable LocationRow location, List<Missing> missing) {
        if (location == null) {
            return;
        }
        Optional<Driver> driver = drivers.find(location.id);
        if (driver.isEmpty()) {
            missing.add(new Missing(
                    "location",
                    "takes no new servers: " + location.id + " has no driver in this installation; there is one in "
                            + String.join(
                                    ", ", new TreeSet<>(drivers.locations().keySet())),
                    Refusal.LOCATION_CLOSED));
        } else if (!location.takesNewServers) {
            missing.add(new Missing("location", "takes no new servers: " + location.id, Refusal.LOCATION_CLOSED));
        } else if (image != null && !image.isOfferedIn(location.id, driver.get().name())) {
            missing.add(new Missing(
                    "image", "is not offered in " + location.id + ": " + image.id, Refusal.IMAGE_NOT_OFFERED));
        }
    }

    /**
     * A problem that names everything that is wrong, or none. It is 422 with a type of its own where all of it is in the
     * catalogue and yet cannot be had, otherwise 400.
     */
    public static void refuse(List<FieldError> wrong, List<Missing> missing) {
        List<FieldError> errors = new ArrayList<>(wrong);
        missing.forEach(part -> errors.add(new FieldError(part.field(), part.message())));
        Refusal type = missing.isEmpty() ? null : missing.get(0).type();
        if (type != null && wrong.isEmpty() && missing.stream().allMatch(part -> part.type() != null)) {
            String detail =
                    "The " + missing.get(0).field() + " " + missing.get(0).message() + ".";
            throw new ProblemException(type.problem(detail).withErrors(errors));
        }
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
    }

    private static <T> Uni<@Nullable T> find(
            Mutiny.Session session, Class<T> kind, String field, @Nullable String id, List<Missing> missing) {
        return id == null
                ? Uni.createFrom().nullItem()
                : session.find(kind, id).invoke(found -> {
                    if (found == null) {
                        missing.add(new Missing(field, "is not in the catalogue: " + id, null));
                    }
                });
    }

    /**
     * How many machines the location has for the plan, or an item of null for a plan that is not scarce. The number is locked,
     * so that of two that count what is free the second sees what the first took.
     */
    public Uni<@Nullable Integer> lockUnits(Mutiny.Session session, String planId, String locationId) {
        return session.find(PlanRow.class, planId)
                .chain(plan -> plan == null || !plan.scarce
                        ? Uni.createFrom().nullItem()
                        : session.find(
                                        PlanUnitsRow.class,
                                        new PlanUnitsRow.Key(planId, locationId),
                                        LockModeType.PESSIMISTIC_WRITE)
                                .map(row -> row == null ? 0 : row.units));
    }

    /** Whether there are only so many machines for the plan. */
    public Uni<Boolean> isScarce(Mutiny.Session session, String planId) {
        return session.find(PlanRow.class, planId).map(plan -> plan != null && plan.scarce);
    }

    /** Why no further server of the plan should be made there, although its groups go on: a word and a text, or null. */
    public Uni<@Nullable Missing> closed(Mutiny.Session session, String planId, String locationId) {
        return missing(session, planId, null, locationId).map(missing -> missing.isEmpty() ? null : missing.get(0));
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

    /** The newest price of a plan at that time, or null where it has none. */
    public Uni<@Nullable Money> pricePerHour(Mutiny.Session session, String planId, Instant now) {
        return session.createQuery(
                        "from PriceRow where id.planId = :plan and id.effectiveFrom <= :now order by id.effectiveFrom"
                                + " desc",
                        PriceRow.class)
                .setParameter("plan", planId)
                .setParameter("now", now)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(price -> price == null ? null : price.perHour());
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
        PlanVersionRow.Key key = new PlanVersionRow.Key(planId, version);
        Plan known = versions.get(key);
        return known != null ? Uni.createFrom().item(known) : read(session, key);
    }

    private Uni<Plan> read(Mutiny.Session session, PlanVersionRow.Key key) {
        return session.find(PlanVersionRow.class, key)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException(
                        "expected version " + key.version() + " of plan " + key.planId() + " in the catalogue"))
                .map(PlanVersionRow::plan)
                .invoke(plan -> {
                    if (versions.size() >= mostVersions) {
                        versions.clear();
                    }
                    versions.put(key, plan);
                });
    }
}
