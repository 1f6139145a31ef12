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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Lets groups do what they put off. A group with nothing to wait for costs nothing here. */
@ApplicationScoped
class GroupCheckHandler {

    private static final Logger LOG = Logger.getLogger(GroupCheckHandler.class);
    private static final int BATCH = 50;

    private final Glance glance;
    private final Transactions transactions;
    private final GroupStore store;
    private final LoadStore loads;
    private final GroupChange change;
    private final CheckTimes times;
    private final Restraint restraint;
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
            Restraint restraint,
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
        this.restraint = restraint;
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

    /** One that cannot be checked keeps no other from it: it is looked at again later. */
    private Uni<Void> checkDue() {
        List<String> due = new ArrayList<>();
        return check(BATCH, due).onFailure(failure -> !due.isEmpty()).recoverWithUni(failure -> checkAlone(BATCH)
                .chain(() -> Uni.createFrom().failure(failure)));
    }

    private Uni<Void> checkAlone(int most) {
        List<String> due = new ArrayList<>();
        return check(1, due)
                .onFailure(failure -> !due.isEmpty())
                .recoverWithUni(failure -> {
                    LOG.errorf("group cannot be checked group=%s cause=%s", due.get(0), failure);
                    Instant later = clock.instant().plus(restraint.pace().recheck());
                    return transactions.inTransaction(session -> store.postpone(session, due.get(0), later));
                })
                .chain(() -> due.isEmpty() || most == 1 ? Uni.createFrom().voidItem() : checkAlone(most - 1));
    }

    /** @param due gets the ids of those that were found to be due */
    private Uni<Void> check(int most, List<String> due) {
        return transactions
                .inTransaction(
                        session -> lockDue(session, clock.instant(), most).chain(rows -> {
                            due.clear();
                            Uni<Void> done = Uni.createFrom().voidItem();
                            for (GroupRow row : rows) {
                                due.add(row.id);
                                row.nextCheckAt = null;
                                Cause cause = Cause.start(ids.next("check"), row.accountId);
                                done = done.chain(() -> check(session, row, cause));
                            }
                            return done;
                        }))
                .invoke(() -> {
                    if (!due.isEmpty()) {
                        work.wake();
                    }
                });
    }

    /** By two statements: one that asked for either would read through all groups that wait. */
    private Uni<List<GroupRow>> lockDue(Mutiny.Session session, Instant now, int most) {
        return store.lockDue(session, now, most)
                .chain(due -> due.size() == most
                        ? Uni.createFrom().item(due)
                        : store.lockTooFar(session, times.tooFar(now), most - due.size())
                                .map(tooFar -> Stream.concat(due.stream(), tooFar.stream())
                                        .toList()));
    }
}
