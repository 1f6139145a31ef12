package io.hostmesh.provisioning.catalogue;

import io.hostmesh.contracts.Money;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.PlanRequests.ChangePlan;
import io.hostmesh.provisioning.catalogue.PlanRequests.CreatePlan;
import io.hostmesh.provisioning.catalogue.PlanRequests.PublishVersion;
import io.hostmesh.provisioning.catalogue.PlanView.VersionView;
import io.hostmesh.provisioning.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Shows plans, and publishes and retires them for operators. */
@ApplicationScoped
class PlanHandler {

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    PlanHandler(Transactions transactions, Idempotency idempotency, Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** A plan, and the number of its last change. */
    record Shown(PlanView plan, long change) {}

    /** In the order of the catalogue; the retired ones only where they are asked for. */
    Uni<Page<PlanView>> list(Caller caller, boolean retiredToo, PageRequest page) {
        return transactions.inTransaction(session -> session.createQuery(
                        "from PlanRow where position > :after" + (retiredToo ? "" : " and retiredAt is null")
                                + " order by position",
                        PlanRow.class)
                .setParameter("after", page.after() == null ? 0 : number(page))
                .setMaxResults(page.queryLimit())
                .getResultList()
                .map(rows -> Page.of(rows, page, row -> Integer.toString(row.position)))
                .chain(rows ->
                        views(session, caller, rows.items()).map(views -> new Page<>(views, rows.nextCursor()))));
    }

    private static int number(PageRequest page) {
        try {
            return Integer.parseInt(String.valueOf(page.after()));
        } catch (NumberFormatException e) {
            throw Problems.invalid(List.of(new FieldError("cursor", "must be the nextCursor of another page")));
        }
    }

    private Uni<List<PlanView>> views(Mutiny.Session session, Caller caller, List<PlanRow> rows) {
        List<PlanView> views = new ArrayList<>();
        return prices(session).chain(prices -> {
            Uni<Void> viewed = Uni.createFrom().voidItem();
            for (PlanRow row : rows) {
                viewed = viewed.chain(() -> view(session, caller, row, prices))
                        .invoke(views::add)
                        .replaceWithVoid();
            }
            return viewed.replaceWith(views);
        });
    }

    /** The newest price of each plan that is in effect. */
    private Uni<Map<String, Money>> prices(Mutiny.Session session) {
        return session.createQuery(
                        "from PriceRow where id.effectiveFrom <= :now order by id.effectiveFrom", PriceRow.class)
                .setParameter("now", clock.instant())
                .getResultList()
                .map(prices -> {
                    Map<String, Money> newest = new HashMap<>();
                    prices.forEach(price -> newest.put(price.id.planId(), price.perHour()));
                    return newest;
                });
    }

    private static Uni<PlanView> view(Mutiny.Session session, Caller caller, PlanRow row, Map<String, Money> prices) {
        return session.find(PlanVersionRow.class, row.currentKey()).chain(version -> units(session, caller, row)
                .map(units -> new PlanView(
                        row.id,
                        row.currentVersion,
                        version.vcpus,
                        version.memoryMegabytes,
                        prices.get(row.id),
                        row.retiredAt == null ? "active" : "retired",
                        row.retiredAt,
                        row.scarce,
                        units)));
    }

    private static Uni<@Nullable Map<String, Integer>> units(Mutiny.Session session, Caller caller, PlanRow row) {
        if (!row.scarce || caller.kind() != Caller.Kind.ADMIN) {
            return Uni.createFrom().nullItem();
        }
        return session.createQuery("from PlanUnitsRow where id.planId = :plan", PlanUnitsRow.class)
                .setParameter("plan", row.id)
                .getResultList()
                .map(found -> {
                    Map<String, Integer> units = new TreeMap<>();
                    found.forEach(unit -> units.put(unit.id.locationId(), unit.units));
                    return units;
                });
    }

    Uni<Shown> get(Caller caller, String id) {
        return transactions.inTransaction(
                session -> present(session.find(PlanRow.class, id), id).chain(row -> shown(session, caller, row)));
    }

    private Uni<Shown> shown(Mutiny.Session session, Caller caller, PlanRow row) {
        return session.flush()
                .chain(() -> prices(session))
                .chain(prices -> view(session, caller, row, prices))
                .map(view -> new Shown(view, row.version));
    }

    /** The oldest first. */
    Uni<Page<VersionView>> versions(String id, PageRequest page) {
        return transactions.inTransaction(
                session -> present(session.find(PlanRow.class, id), id).chain(plan -> session.createQuery(
                                "from PlanVersionRow where id.planId = :plan and id.version > :after"
                                        + " order by id.version",
                                PlanVersionRow.class)
                        .setParameter("plan", id)
                        .setParameter("after", page.after() == null ? 0 : number(page))
                        .setMaxResults(page.queryLimit())
                        .getResultList()
                        .map(rows -> Page.of(rows, page, row -> Integer.toString(row.id.version()))
                                .map(row -> new VersionView(
                                        id,
                                        row.id.version(),
                                        row.vcpus,
                                        row.memoryMegabytes,
                                        row.publishedAt,
                                        row.id.version() == plan.currentVersion)))));
    }

    Uni<Response> create(Caller operator, @Nullable String idempotencyKey, CreatePlan request) {
        List<FieldError> errors = request.errors();
        String fingerprint = idempotency.fingerprint("POST", "/v1/plans", request);
        return transactions.inTransaction(session -> idempotency.once(
                session, operator, idempotencyKey, fingerprint, () -> unknownLocations(session, request.units(), errors)
                        .chain(() -> insert(session, request.plan(), Boolean.TRUE.equals(request.scarce())))
                        .call(row -> keepUnits(session, row.id, request.units()))
                        .chain(row -> shown(session, operator, row))
                        .map(shown -> new Reply(201, "/v1/plans/" + shown.plan().id(), shown.plan()))));
    }

    private Uni<PlanRow> insert(Mutiny.Session session, Plan plan, boolean scarce) {
        return session.createNativeQuery("insert into plans (id, position, current_version, scarce)"
                        + " select :id, coalesce(max(position), 0) + 1, 1, :scarce from plans"
                        + " on conflict (id) do nothing")
                .setParameter("id", plan.id())
                .setParameter("scarce", scarce)
                .executeUpdate()
                .chain(inserted -> {
                    if (inserted == 0) {
                        throw Problems.refusal(
                                Refusal.PLAN_EXISTS, "There is a plan " + plan.id() + "; publish a version of it.");
                    }
                    return session.persist(new PlanVersionRow(plan, clock.instant()));
                })
                .chain(() -> session.find(PlanRow.class, plan.id()));
    }

    /** A new version is the current one from now on; servers keep theirs. */
    Uni<Response> publish(
            Caller operator,
            @Nullable String idempotencyKey,
            String id,
            @Nullable String ifMatch,
            PublishVersion request) {
        List<FieldError> errors = request.errors();
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        String fingerprint = idempotency.fingerprint("POST", "/v1/plans/" + id + "/versions", request);
        return transactions.inTransaction(
                session -> idempotency.once(session, operator, idempotencyKey, fingerprint, () -> lock(session, id)
                        .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                        .call(row -> {
                            Plan next = request.plan(id, row.currentVersion + 1);
                            row.currentVersion = next.version();
                            row.version++;
                            return session.persist(new PlanVersionRow(next, clock.instant()));
                        })
                        .chain(row -> shown(session, operator, row))
                        .map(shown -> new Reply(201, "/v1/plans/" + id, shown.plan()))));
    }

    Uni<Shown> change(Caller operator, String id, @Nullable String ifMatch, ChangePlan request) {
        List<FieldError> errors = request.errors();
        Instant now = clock.instant();
        return transactions.inTransaction(session -> lock(session, id)
                .invoke(row -> EntityTags.requireMatch(ifMatch, row.version))
                .call(() -> unknownLocations(session, request.units(), errors))
                .call(row -> {
                    boolean changed = row.change(request, now);
                    return keepUnits(session, id, request.units())
                            .invoke(units -> row.version += changed || units > 0 ? 1 : 0);
                })
                .chain(row -> shown(session, operator, row)));
    }

    private static Uni<Void> unknownLocations(
            Mutiny.Session session, @Nullable Map<String, Integer> units, List<FieldError> errors) {
        return session.createQuery("select id from LocationRow", String.class)
                .getResultList()
                .invoke(known -> {
                    if (units != null) {
                        units.keySet().stream()
                                .filter(location -> !known.contains(location))
                                .forEach(location -> errors.add(new FieldError("units." + location, "is no location")));
                    }
                    if (!errors.isEmpty()) {
                        throw Problems.invalid(errors);
                    }
                })
                .replaceWithVoid();
    }

    /** In how many locations there are other units than before. */
    private static Uni<Integer> keepUnits(Mutiny.Session session, String planId, @Nullable Map<String, Integer> units) {
        Uni<Integer> kept = Uni.createFrom().item(0);
        for (Map.Entry<String, Integer> unit :
                new TreeMap<>(units == null ? Map.<String, Integer>of() : units).entrySet()) {
            kept = kept.chain(before -> session.createNativeQuery(
                            "insert into plan_units (plan_id, location_id, units) values (:plan, :location, :units)"
                                    + " on conflict (plan_id, location_id) do update set units = excluded.units"
                                    + " where plan_units.units <> excluded.units")
                    .setParameter("plan", planId)
                    .setParameter("location", unit.getKey())
                    .setParameter("units", unit.getValue())
                    .executeUpdate()
                    .map(changed -> before + changed));
        }
        return kept;
    }

    private static Uni<PlanRow> lock(Mutiny.Session session, String id) {
        return present(session.find(PlanRow.class, id, LockModeType.PESSIMISTIC_WRITE), id);
    }

    private static Uni<PlanRow> present(Uni<@Nullable PlanRow> found, String id) {
        return found.map(row -> {
            if (row == null) {
                throw Problems.notFound("plan", id);
            }
            return row;
        });
    }
}
