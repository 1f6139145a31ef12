package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.catalogue.Plan;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What reconcilers find out about machines: one transaction for each step forward. */
@ApplicationScoped
class ServerProgressHandler {

    private static final Logger LOG = Logger.getLogger(ServerProgressHandler.class);
    private static final Duration SET_ASIDE = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final ServerStore store;
    private final ServerChange change;
    private final ServerWork work;
    private final Membership membership;
    private final Catalogue catalogue;
    private final Inbox inbox;
    private final Ids ids;
    private final Clock clock;
    private final Duration lease;
    private final int attemptsToBuild;
    private final String owner;

    ServerProgressHandler(
            Transactions transactions,
            ServerStore store,
            ServerChange change,
            ServerWork work,
            Membership membership,
            Catalogue catalogue,
            Inbox inbox,
            Ids ids,
            Clock clock,
            @ConfigProperty(name = "hostmesh.reconciler.lease") Duration lease,
            @ConfigProperty(name = "hostmesh.reconciler.attempts-to-build") int attemptsToBuild) {
        this.transactions = transactions;
        this.store = store;
        this.change = change;
        this.work = work;
        this.membership = membership;
        this.catalogue = catalogue;
        this.inbox = inbox;
        this.ids = ids;
        this.clock = clock;
        this.lease = lease;
        this.attemptsToBuild = attemptsToBuild;
        this.owner = ids.eventId();
    }

    /**
     * A server that this instance has a lease on.
     *
     * @param attempts how often the same step failed before
     */
    record Task(Server server, Plan plan, int attempts) {

        String serverId() {
            return server.description().id();
        }
    }

    /** Leases servers with work to do. A requested one is building from here on. */
    Uni<List<Task>> claim(int limit) {
        return transactions.inTransaction(session -> {
            Instant now = clock.instant();
            return store.lockDue(session, now, limit).chain(rows -> {
                List<Task> tasks = new ArrayList<>();
                Uni<Void> claimed = Uni.createFrom().voidItem();
                for (ServerRow row : rows) {
                    claimed = claimed.chain(() -> claim(session, row, now))
                            .chain(() -> catalogue.plan(session, row.planId, row.planVersion))
                            .invoke(plan -> tasks.add(new Task(row.server(), plan, row.attempts)))
                            .replaceWithVoid()
                            .onFailure(IllegalStateException.class)
                            .invoke(failure -> setAside(row, now, failure))
                            .onFailure(IllegalStateException.class)
                            .recoverWithNull();
                }
                return claimed.replaceWith(tasks);
            });
        });
    }

    /** A row that makes no sense must not hold up the others. */
    private static void setAside(ServerRow row, Instant now, Throwable failure) {
        LOG.errorf(failure, "server cannot be reconciled server=%s", row.id);
        row.release();
        row.nextAttemptAt = now.plus(SET_ASIDE);
    }

    private Uni<Void> claim(Mutiny.Session session, ServerRow row, Instant now) {
        row.leasedUntil = now.plus(lease);
        row.leaseOwner = owner;
        return change.apply(session, row, new ServerCommand.Build(), row.cause())
                .replaceWithVoid();
    }

    Uni<Void> renew(List<String> serverIds) {
        return serverIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : transactions.inTransaction(session ->
                        store.renew(session, owner, serverIds, clock.instant().plus(lease)));
    }

    /** A leased step is done: its outcome is written, and the lease ends. */
    Uni<Void> finish(Task task, @Nullable ServerCommand outcome) {
        return transactions
                .inTransaction(session -> lock(session, task).chain(row -> {
                    if (row == null) {
                        return Uni.createFrom().voidItem();
                    }
                    row.release();
                    if (row.server() instanceof Server.Running && outcome == null) {
                        row.nextAttemptAt = null; // It was suspected, and is well.
                    }
                    return outcome == null ? Uni.createFrom().voidItem() : apply(session, row, outcome, row.cause());
                }))
                .invoke(work::wake);
    }

    /** A leased step did not work: it is tried again later, or, for a server that is being built, given up. */
    Uni<Void> putOff(Task task, String problem, Duration delay, String driver) {
        Instant now = clock.instant();
        return transactions
                .inTransaction(session -> lock(session, task).chain(row -> {
                    if (row == null) {
                        return Uni.createFrom().voidItem();
                    }
                    row.release();
                    row.attempts = task.attempts() + 1;
                    row.nextAttemptAt = now.plus(delay);
                    boolean givenUp = row.attempts >= attemptsToBuild
                            && (row.server() instanceof Server.Building || row.server() instanceof Server.Starting);
                    return givenUp
                            ? apply(session, row, MachineReports.notMade(problem, driver, now), row.cause())
                            : Uni.createFrom().voidItem();
                }))
                .invoke(work::wake);
    }

    /** A machine was seen to have ended without being asked to; what follows has a correlation of its own. */
    Uni<Void> ended(String serverId, ServerCommand ended) {
        return transactions
                .inTransaction(session -> store.groupOf(session, serverId)
                        .chain(groupId -> lock(session, groupId, serverId))
                        .chain(row -> row == null
                                ? Uni.createFrom().voidItem()
                                : apply(session, row, ended, Cause.start(ids.next("failure"), row.accountId))))
                .invoke(work::wake);
    }

    /** Monitoring hears nothing of a server: a reconciler looks at its machine before anyone believes it. */
    Uni<Void> handle(Event<?> event) {
        String serverId = suspect(event.data());
        if (serverId == null) {
            return Uni.createFrom().voidItem();
        }
        return transactions
                .inTransaction(session -> inbox.firstTime(session, "suspicions", event.id())
                        .chain(first -> first
                                ? store.lock(session, serverId)
                                : Uni.createFrom().nullItem())
                        .invoke(row -> {
                            if (row != null && row.server() instanceof Server.Running running) {
                                row.write(running, Cause.of(event), clock.instant());
                                row.nextAttemptAt = clock.instant();
                            }
                        })
                        .replaceWithVoid())
                .invoke(work::wake);
    }

    private static @Nullable String suspect(Object data) {
        return data instanceof AlertEvent.Fired fired && fired.kind() == AlertEvent.Kind.FAILURE
                ? fired.scope().serverId()
                : null;
    }

    Uni<List<String>> running(String locationId, String after, int limit) {
        return transactions.inTransaction(session -> store.running(session, locationId, after, limit));
    }

    Uni<List<String>> known(List<String> serverIds) {
        return serverIds.isEmpty()
                ? Uni.createFrom().item(List.of())
                : transactions.inTransaction(session -> store.known(session, serverIds));
    }

    private Uni<@Nullable ServerRow> lock(Mutiny.Session session, Task task) {
        return lock(session, task.server().description().groupId(), task.serverId());
    }

    private Uni<@Nullable ServerRow> lock(Mutiny.Session session, @Nullable String groupId, String serverId) {
        Uni<Void> group = groupId == null ? Uni.createFrom().voidItem() : membership.lock(session, groupId);
        return group.chain(() -> store.lock(session, serverId));
    }

    /** Applies what was seen, and lets the group of a member know. */
    private Uni<Void> apply(Mutiny.Session session, ServerRow row, ServerCommand command, Cause cause) {
        Instant answeredAt = row.server() instanceof Server.Running running ? running.answeredAt() : null;
        return change.apply(session, row, command, cause).chain(decision -> {
            if (!(decision instanceof ServerDecision.Accepted accepted) || row.groupId == null) {
                return Uni.createFrom().voidItem();
            }
            if (accepted.next() instanceof Server.Failed failed) {
                Membership.Failure failure =
                        new Membership.Failure(failed.description(), failed.because(), answeredAt, failed.since());
                return membership.memberFailed(session, cause, row.groupId, failure);
            }
            return accepted.next() instanceof Server.Deleted
                    ? membership.memberDeleted(session, row.cause(), row.groupId, row.id)
                    : Uni.createFrom().voidItem();
        });
    }
}
