package io.hostmesh.provisioning.server;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.transaction.Glance;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.catalogue.Plan;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The steps of reconcilers: taken under a lease, and recorded in one transaction each by who still has it. */
@ApplicationScoped
class ServerProgressHandler {

    private static final Logger LOG = Logger.getLogger(ServerProgressHandler.class);
    private static final Duration SET_ASIDE = Duration.ofMinutes(1);

    private final Glance glance;
    private final Transactions transactions;
    private final ServerStore store;
    private final ServerChange change;
    private final ActionStore actions;
    private final ReportedChange reports;
    private final ServerWork work;
    private final Catalogue catalogue;
    private final Gifts gifts;
    private final Custody custody;
    private final Retries retries;
    private final Clock clock;
    private final Duration lease;
    private final Duration furthestStep;
    private final String instance;
    private final AtomicLong leases = new AtomicLong();
    private volatile boolean idle;

    ServerProgressHandler(
            Glance glance,
            Transactions transactions,
            ServerStore store,
            ServerChange change,
            ActionStore actions,
            ReportedChange reports,
            ServerWork work,
            Catalogue catalogue,
            Gifts gifts,
            Custody custody,
            Retries retries,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.reconciler.lease") Duration lease,
            @ConfigProperty(name = "hostmesh.reconciler.furthest-step") Duration furthestStep) {
        this.glance = glance;
        this.transactions = transactions;
        this.store = store;
        this.change = change;
        this.actions = actions;
        this.reports = reports;
        this.work = work;
        this.catalogue = catalogue;
        this.gifts = gifts;
        this.custody = custody;
        this.retries = retries;
        this.clock = clock;
        this.lease = lease;
        this.furthestStep = furthestStep;
        this.instance = ids.eventId();
    }

    /**
     * A server that this instance has a lease on.
     *
     * @param plan what its machine should be of after the step
     * @param lease names this lease and no other
     * @param given what its owner gave it for its machine's environment; it can hold secrets
     * @param kept whether its machine is in quarantine and outlives it
     */
    record Task(Server server, Plan plan, String lease, Map<String, String> given, boolean kept) {

        /** Without what its owner gave it. */
        @Override
        public String toString() {
            return "Task[" + serverId() + ", " + lease + "]";
        }

        String serverId() {
            return server.description().id();
        }
    }

    /**
     * Leases servers with work to do. A requested one is building from here on.
     *
     * @param rooms for each location, how many steps can begin there
     * @param underWay the leases that this instance works under. When they ended before they could be renewed, because the
     *     database stood still, it must not begin the same once more
     */
    Uni<List<Task>> claim(Map<String, Integer> rooms, Set<String> underWay) {
        // Where there was work the last time, there is most probably more.
        ServerStore.Present present = present();
        Uni<Boolean> any = idle
                ? glance.any(
                        "select 1 where exists (select from servers where next_attempt_at <= $1) or exists"
                                + " (select from servers where next_attempt_at > $2 and drain_until is null)",
                        present.now().atOffset(ZoneOffset.UTC),
                        present.tooFar().atOffset(ZoneOffset.UTC))
                : Uni.createFrom().item(true);
        Uni<List<Task>> taken = any.chain(
                due -> due ? claimDue(rooms, underWay) : Uni.createFrom().item(List.of()));
        return taken.invoke(tasks -> idle = tasks.isEmpty());
    }

    private Uni<List<Task>> claimDue(Map<String, Integer> rooms, Set<String> underWay) {
        return transactions.inTransaction(session -> {
            ServerStore.Present present = present();
            return Multi.createFrom()
                    .iterable(new TreeMap<>(rooms).entrySet())
                    .onItem()
                    .transformToUniAndConcatenate(
                            room -> store.lockDue(session, present, underWay, room.getKey(), room.getValue()))
                    .collect()
                    .asList()
                    .chain(found ->
                            claim(session, found.stream().flatMap(List::stream).toList(), present.now()));
        });
    }

    private ServerStore.Present present() {
        Instant now = clock.instant();
        return new ServerStore.Present(now, now.plus(furthestStep));
    }

    /** The locations that work is to be done in although nobody here knows them: of those that have lost their driver. */
    Uni<List<String>> locationsOfWork(Set<String> otherThan, Set<String> underWay) {
        return transactions.inTransaction(session -> store.locationsOfDue(session, present(), underWay, otherThan));
    }

    private Uni<List<Task>> claim(Mutiny.Session session, List<ServerRow> rows, Instant now) {
        return Multi.createFrom()
                .iterable(rows)
                .onItem()
                .transformToUniAndConcatenate(row -> claim(session, row, now)
                        .onFailure(IllegalStateException.class)
                        .invoke(failure -> setAside(row, now, failure))
                        .onFailure(IllegalStateException.class)
                        .recoverWithNull())
                .collect()
                .asList();
    }

    /** A row that makes no sense must not hold up the others. */
    private static void setAside(ServerRow row, Instant now, Throwable failure) {
        LOG.errorf(failure, "server cannot be reconciled server=%s", row.id);
        row.release();
        row.nextAttemptAt = now.plus(SET_ASIDE);
    }

    private Uni<Task> claim(Mutiny.Session session, ServerRow row, Instant now) {
        String own = instance + "/" + leases.incrementAndGet();
        row.leasedUntil = now.plus(lease);
        row.leaseOwner = own;
        if (row.actionId != null && row.actionStartedAt == null) {
            row.actionStartedAt = now;
        }
        return change.apply(session, row, new ServerCommand.Build(), row.cause())
                .chain(() -> row.server() instanceof Server.Resizing resizing
                        ? catalogue.plan(session, resizing.toPlanId(), row.toPlanVersion)
                        : catalogue.plan(session, row.planId, row.planVersion))
                .chain(plan -> gifts.of(session, row).chain(given -> kept(session, row)
                        .map(kept -> new Task(row.server(), plan, own, given, kept))));
    }

    private Uni<Boolean> kept(Mutiny.Session session, ServerRow row) {
        return row.server() instanceof Server.Deleting
                ? custody.holds(session, row.id)
                : Uni.createFrom().item(false);
    }

    /** Keeps leases: the servers that they are on, by their names. */
    Uni<Void> renew(Map<String, String> kept) {
        return kept.isEmpty()
                ? Uni.createFrom().voidItem()
                : transactions.inTransaction(session -> store.renew(
                        session, kept.values(), kept.keySet(), clock.instant().plus(lease)));
    }

    /** A leased step is done: its outcome is written, and the lease ends. */
    Uni<Void> finish(Task task, @Nullable ServerCommand outcome) {
        return finish(List.of(new Finished(task, outcome)));
    }

    /** A step and what came of it, or null where nothing did. */
    record Finished(Task task, @Nullable ServerCommand outcome) {}

    /** The same for several steps of different servers: all of them or none. */
    Uni<Void> finish(List<Finished> finished) {
        List<Recorded> recorded = finished.stream()
                .sorted(Comparator.comparing(
                        each -> each.task().server().description().accountId()))
                .map(each -> new Recorded(each.task(), (session, row) -> finish(session, row, each.outcome())))
                .toList();
        return whileLeased(recorded);
    }

    private Uni<Void> finish(Mutiny.Session session, ServerRow row, @Nullable ServerCommand outcome) {
        if (outcome == null) {
            if (!ServerRow.hasWork(row.server())) {
                row.nextAttemptAt = null; // It was suspected and is well, or was corrected.
                row.attempts = 0;
            }
            return Uni.createFrom().voidItem();
        }
        return reports.apply(session, row, outcome, row.cause())
                .chain(decision -> decision instanceof ServerDecision.Unchanged && ServerRow.hasWork(row.server())
                        ? failed(session, row, "the step changed nothing", "reconciler")
                        : Uni.createFrom().voidItem());
    }

    /** A leased step did not work: it is tried again later, or given up. */
    Uni<Void> putOff(Task task, String problem, String driver) {
        return whileLeased(
                List.of(new Recorded(task, (session, row) -> failed(session, row, problem, "driver:" + driver))));
    }

    /** A step was not begun, or failed, for want of its location: that is no failure of the step. */
    Uni<Void> awaitLocation(Task task, String problem, Instant until) {
        return whileLeased(List.of(new Recorded(task, (session, row) -> {
            row.lastProblem = problem;
            row.nextAttemptAt =
                    until.plus(retries.delay(1, ThreadLocalRandom.current().nextDouble()));
            return Uni.createFrom().voidItem();
        })));
    }

    private Uni<Void> failed(Mutiny.Session session, ServerRow row, String problem, String observedBy) {
        Instant now = clock.instant();
        row.attempts++;
        row.lastProblem = problem;
        row.nextAttemptAt =
                now.plus(retries.delay(row.attempts, ThreadLocalRandom.current().nextDouble()));
        Server server = row.server();
        if (!retries.exhausted(server, row.attempts)) {
            return Uni.createFrom().voidItem();
        }
        if (!ServerRow.hasWork(server)) {
            row.nextAttemptAt = null; // What was to be looked at or corrected is found again by the sweep.
            row.attempts = 0;
            return Uni.createFrom().voidItem();
        }
        if (server instanceof Server.Deleting && row.actionId == null) {
            return Uni.createFrom().voidItem(); // Its action failed before; the deletion goes on at the longest delay.
        }
        return reports.apply(session, row, MachineReports.givenUp(problem, row.attempts, observedBy, now), row.cause())
                .replaceWithVoid();
    }

    /**
     * Writes only where nobody else has taken the server over, or asked something else of it. Locks are taken in one order: all
     * groups, all servers, then accounts in the order of what is recorded.
     */
    private Uni<Void> whileLeased(List<Recorded> recorded) {
        Set<String> groups = recorded.stream()
                .map(each -> each.task().server().description().groupId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Set<String> servers =
                recorded.stream().map(each -> each.task().serverId()).collect(Collectors.toSet());
        return transactions
                .inTransaction(session -> reports.lock(session, groups, servers).chain(rows -> actions.readUnderWay(
                                session, rows.values())
                        .chain(() -> Multi.createFrom()
                                .iterable(recorded)
                                .onItem()
                                .transformToUniAndConcatenate(each -> record(
                                        session, each, rows.get(each.task().serverId())))
                                .collect()
                                .last()
                                .replaceWithVoid())))
                .invoke(work::wake);
    }

    private static Uni<Void> record(Mutiny.Session session, Recorded each, @Nullable ServerRow row) {
        if (row == null || !each.task().lease().equals(row.leaseOwner)) {
            LOG.infof(
                    "outcome of a lost lease is left out server=%s", each.task().serverId());
            return Uni.createFrom().voidItem();
        }
        row.release();
        return each.what().record(session, row);
    }

    /** What is to be written about a server. */
    private record Recorded(Task task, Recording what) {}

    /** What is written while the lease is still there. */
    private interface Recording {

        Uni<Void> record(Mutiny.Session session, ServerRow row);
    }
}
