package io.hostmesh.provisioning.group;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Glance;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.server.ServerWork;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lets groups do what they put off. A group with nothing to wait for costs nothing here. */
@ApplicationScoped
class GroupCheckHandler {

    private static final int BATCH = 50;

    private final Glance glance;
    private final Transactions transactions;
    private final GroupStore store;
    private final LoadStore loads;
    private final GroupChange change;
    private final CheckTimes times;
    private final ServerWork work;
    private final Recurring recurring;
    private final Ids ids;
    private final Clock clock;
    private final Duration period;

    GroupCheckHandler(
            Glance glance,
            Transactions transactions,
            GroupStore store,
            LoadStore loads,
            GroupChange change,
            CheckTimes times,
            ServerWork work,
            Recurring recurring,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.groups.check-period") Duration period) {
        this.glance = glance;
        this.transactions = transactions;
        this.store = store;
        this.loads = loads;
        this.change = change;
        this.times = times;
        this.work = work;
        this.recurring = recurring;
        this.ids = ids;
        this.clock = clock;
        this.period = period;
    }

    void start(@Observes StartupEvent started) {
        recurring.every("check-groups", period, this::check);
    }

    /** Forecasts are made from history, once for each span of time; everything else needs only the time. */
    private Uni<Void> check(Mutiny.Session session, GroupRow row, Cause cause) {
        Instant now = clock.instant();
        boolean forecast = store.read(row) instanceof Group.Active group && TickRule.isForecastDue(group, now);
        Uni<GroupCommand> command = forecast
                ? loads.history(session, row.id, now).map(GroupCommand.Forecasted::new)
                : Uni.createFrom().item(new GroupCommand.Check());
        return command.chain(due -> change.apply(session, row, due, cause)).replaceWithVoid();
    }

    Uni<Void> check() {
        Instant now = clock.instant();
        return glance.any(
                        "select 1 where exists (select from server_groups where next_check_at <= $1)"
                                + " or exists (select from server_groups where next_check_at > $2)",
                        now.atOffset(ZoneOffset.UTC),
                        times.tooFar(now).atOffset(ZoneOffset.UTC))
                .chain(due -> due ? checkDue() : Uni.createFrom().voidItem());
    }

    private Uni<Void> checkDue() {
        return transactions
                .inTransaction(session -> lockDue(session, clock.instant()).chain(rows -> {
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (GroupRow row : rows) {
                        row.nextCheckAt = null;
                        Cause cause = Cause.start(ids.next("check"), row.accountId);
                        done = done.chain(() -> check(session, row, cause));
                    }
                    return done.replaceWith(!rows.isEmpty());
                }))
                .invoke(any -> {
                    if (any) {
                        work.wake();
                    }
                })
                .replaceWithVoid();
    }

    /** By two statements: one that asked for either would read through all groups that wait. */
    private Uni<List<GroupRow>> lockDue(Mutiny.Session session, Instant now) {
        return store.lockDue(session, now, BATCH)
                .chain(due -> due.size() == BATCH
                        ? Uni.createFrom().item(due)
                        : store.lockTooFar(session, times.tooFar(now), BATCH - due.size())
                                .map(tooFar -> Stream.concat(due.stream(), tooFar.stream())
                                        .toList()));
    }
}
