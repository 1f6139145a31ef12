package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.Money;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.catalogue.Catalogue.Missing;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.hostmesh.provisioning.group.LoadStore.Span;
import io.hostmesh.provisioning.group.Simulation.Scenario;
import io.hostmesh.provisioning.group.SimulationRequests.SimulationBody;
import io.hostmesh.provisioning.group.SimulationRequests.SimulationView;
import io.hostmesh.provisioning.policy.Forecast;
import io.hostmesh.provisioning.policy.Forecast.Hour;
import io.hostmesh.provisioning.policy.Loads;
import io.hostmesh.provisioning.policy.Policy.Predictive;
import io.hostmesh.provisioning.policy.ScalingMemory.LoadBucket;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What a group's policies would do: by a forecast, or under a load that is made up or was there before. */
@ApplicationScoped
class PolicyHandler {

    private static final BigDecimal HOUR_SECONDS = BigDecimal.valueOf(3600);
    private static final int CENTS = 2;

    private final Transactions transactions;
    private final GroupStore store;
    private final LoadStore loads;
    private final Catalogue catalogue;
    private final Clock clock;
    private final Semaphore running;

    PolicyHandler(
            Transactions transactions,
            GroupStore store,
            LoadStore loads,
            Catalogue catalogue,
            Clock clock,
            @ConfigProperty(name = "hostmesh.groups.simulations-at-once") int simulationsAtOnce) {
        this.transactions = transactions;
        this.store = store;
        this.loads = loads;
        this.catalogue = catalogue;
        this.clock = clock;
        this.running = new Semaphore(simulationsAtOnce);
    }

    /**
     * What a predictive policy expects.
     *
     * @param mode {@code forecast-only} or {@code forecast-and-scale}
     * @param errorPercent of the forecasts for the last {@code comparedHours} against what came; null where there is none yet
     */
    record ForecastView(
            String metric,
            double target,
            String mode,
            int historyHours,
            @Nullable Double errorPercent,
            int comparedHours,
            List<HourView> hours) {}

    /** An hour's load, and the members that it takes within the group's limits. */
    record HourView(Instant at, double load, int members) {}

    Uni<List<ForecastView>> forecast(Caller caller, String id) {
        Instant now = clock.instant();
        return transactions.inTransaction(session -> visible(session, caller, id)
                .map(row -> row.description(store))
                .chain(group -> loads.history(session, id, now).map(history -> forecasts(group, history, now))));
    }

    private static List<ForecastView> forecasts(GroupDescription group, Map<String, List<Hour>> history, Instant now) {
        List<ForecastView> views = new ArrayList<>();
        for (var policy : group.scaling().rules()) {
            if (policy instanceof Predictive predictive) {
                Forecast forecast = Forecast.of(history.getOrDefault(predictive.metric(), List.of()), now);
                List<HourView> hours = forecast.hours().stream()
                        .map(hour -> new HourView(
                                hour.start(),
                                hour.load(),
                                group.clamp(Forecast.members(hour.load(), predictive.target()))))
                        .toList();
                views.add(new ForecastView(
                        predictive.metric(),
                        predictive.target(),
                        predictive.scales() ? "forecast-and-scale" : "forecast-only",
                        forecast.historyHours(),
                        forecast.errorPercent(),
                        forecast.comparedHours(),
                        hours));
            }
        }
        return views;
    }

    private record Prepared(Scenario scenario, @Nullable Money perHour, List<UnknownLoad> unknown) {}

    private record Load(List<LoadCurve> curves, List<UnknownLoad> unknown) {}

    /** Reads what it needs, lets go of the database, and calculates; only so many at a time. */
    Uni<SimulationView> simulate(Caller caller, String id, SimulationBody body) {
        List<FieldError> errors = body.errors();
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
        return transactions
                .inTransaction(session -> visible(session, caller, id).chain(row -> prepare(session, row, body)))
                .chain(prepared -> {
                    if (!running.tryAcquire()) {
                        throw Problems.unavailable("Other simulations are running.");
                    }
                    return Uni.createFrom()
                            .item(() -> Simulation.run(prepared.scenario()))
                            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                            .onTermination()
                            .invoke(() -> running.release())
                            .map(result ->
                                    new SimulationView(result, cost(result, prepared.perHour()), prepared.unknown()));
                });
    }

    private Uni<Prepared> prepare(Mutiny.Session session, GroupRow row, SimulationBody body) {
        GroupDescription group = row.description(store);
        GroupBody changes = body.group() == null ? GroupBody.EMPTY : body.group();
        GroupDescription described = changes.change(group, group.given());
        int desired = changes.desired() == null ? row.desired : changes.desired();
        int members = body.members() == null ? described.clamp(desired) : body.members();
        return catalogue
                .missing(session, changes.plan(), changes.image(), changes.location())
                .invoke(missing -> refuseWrong(described, changes.desired(), missing))
                .chain(() -> prepare(session, row, described, members, body));
    }

    /** What cannot be had at the moment can be simulated, what is not in the catalogue at all can not. */
    private static void refuseWrong(GroupDescription described, @Nullable Integer desired, List<Missing> missing) {
        List<FieldError> errors = new ArrayList<>();
        GroupRequests.errors(described.min(), described.max(), desired)
                .forEach(error -> errors.add(new FieldError("group." + error.field(), error.message())));
        missing.stream()
                .filter(part -> part.type() == null)
                .forEach(part -> errors.add(new FieldError("group." + part.field(), part.message())));
        if (!errors.isEmpty()) {
            throw Problems.invalid(errors);
        }
    }

    private Uni<Prepared> prepare(
            Mutiny.Session session, GroupRow row, GroupDescription group, int members, SimulationBody body) {
        return loads.history(session, group.id(), body.from())
                .chain(history -> load(session, row, group, body).chain(load -> catalogue
                        .pricePerHour(session, group.planId(), clock.instant())
                        .map(price -> new Prepared(
                                new Scenario(
                                        group,
                                        members,
                                        body.from(),
                                        body.to(),
                                        body.start(),
                                        body.stop(),
                                        load.curves(),
                                        history),
                                price,
                                load.unknown()))));
    }

    private Uni<Load> load(Mutiny.Session session, GroupRow row, GroupDescription group, SimulationBody body) {
        if (body.past() == null) {
            return Uni.createFrom().item(new Load(body.toCurves(), List.of()));
        }
        Instant from = Loads.spanOf(body.from());
        return loads.spans(session, row.id, from, body.to()).map(kept -> {
            List<Span> spans = new ArrayList<>(kept);
            for (LoadBucket open : collecting(row)) {
                if (!open.from().isBefore(from) && open.from().isBefore(body.to())) {
                    spans.add(new Span(open.metric(), open.from(), Loads.mean(open)));
                }
            }
            List<UnknownLoad> unknown =
                    UnknownLoad.of(row.id, ScalingRule.policies(group), spans, body.from(), body.to());
            if (spans.isEmpty()) {
                throw Problems.invalid(List.of(new FieldError("past", UnknownLoad.told(unknown))));
            }
            return new Load(LoadCurve.ofPast(spans), unknown);
        });
    }

    /** What is not kept yet. */
    private List<LoadBucket> collecting(GroupRow row) {
        return store.read(row) instanceof Group.Active active
                ? active.memory().scaling().loads()
                : List.of();
    }

    private static @Nullable Money cost(Simulation.Result result, @Nullable Money perHour) {
        if (perHour == null) {
            return null;
        }
        BigDecimal amount = new BigDecimal(perHour.amount())
                .multiply(BigDecimal.valueOf(result.memberSeconds()))
                .divide(HOUR_SECONDS, CENTS, RoundingMode.HALF_UP);
        return new Money(amount.toPlainString(), perHour.currency());
    }

    private Uni<GroupRow> visible(Mutiny.Session session, Caller caller, String id) {
        return store.find(session, id).map(row -> {
            if (row == null || !caller.canSee(row.accountId)) {
                throw Problems.notFound("group", id);
            }
            return row;
        });
    }
}
