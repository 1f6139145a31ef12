package io.hostmesh.provisioning.quarantine;

import io.hostmesh.kit.page.Page;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Glance;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.label.Conditions;
import io.hostmesh.provisioning.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What operators ask of machines in quarantine, and what becomes of those that they clear. */
@ApplicationScoped
class QuarantineHandler {

    /** A lease that ends later than so many of them from now was given before the clock went back. */
    private static final int LEASES_AHEAD = 20;

    private static final Logger LOG = Logger.getLogger(QuarantineHandler.class);

    private final Glance glance;
    private final Transactions transactions;
    private final Clock clock;
    private final Duration lease;

    QuarantineHandler(
            Glance glance,
            Transactions transactions,
            Clock clock,
            @ConfigProperty(name = "hostmesh.quarantine.lease") Duration lease) {
        this.glance = glance;
        this.transactions = transactions;
        this.clock = clock;
        this.lease = lease;
    }

    /** What a list is narrowed by; nulls do not narrow. Without a state, cleared ones are left out. */
    record Filter(
            @Nullable String state,
            @Nullable String planId,
            @Nullable String locationId,
            @Nullable String serverId) {}

    Uni<Page<QuarantineView>> list(Filter filter, PageRequest page) {
        return transactions
                .inTransaction(session -> new Conditions(filter.state() == null ? "state <> 'cleared'" : "true")
                        .equal("state", filter.state())
                        .equal("plan_id", filter.planId())
                        .equal("location_id", filter.locationId())
                        .equal("server_id", filter.serverId())
                        .rows(session, "quarantine", QuarantineRow.class, page))
                .map(rows -> Page.of(rows, page, row -> row.id).map(QuarantineView::of));
    }

    Uni<QuarantineView> get(String id) {
        return transactions.inTransaction(
                session -> present(session.find(QuarantineRow.class, id), id).map(QuarantineView::of));
    }

    /** Lets a machine go back to its pool: it is wiped, and its unit is free when that is done. */
    Uni<QuarantineView> clear(String id, String operator) {
        return transactions.inTransaction(
                session -> present(session.find(QuarantineRow.class, id, LockModeType.PESSIMISTIC_WRITE), id)
                        .invoke(row -> {
                            if (row.serverDeletedAt == null) {
                                throw Problems.refusal(
                                        Refusal.SERVER_NOT_DELETED,
                                        "Expected the server " + row.serverId
                                                + " to be deleted before its machine is wiped, but it is not.");
                            }
                            if (row.state.equals(QuarantineRow.HELD)) {
                                row.state = QuarantineRow.CLEARING;
                                row.clearedBy = operator;
                                LOG.infof("machine is cleared server=%s by=%s", row.serverId, operator);
                            }
                        })
                        .map(QuarantineView::of));
    }

    private static Uni<QuarantineRow> present(Uni<@Nullable QuarantineRow> found, String id) {
        return found.map(row -> {
            if (row == null) {
                throw Problems.notFound("machine in quarantine", id);
            }
            return row;
        });
    }

    /** A machine to wipe. */
    record Wiping(String id, String serverId, String locationId) {}

    /** Leases machines that were cleared. */
    Uni<List<Wiping>> claim(int limit) {
        return glance.any("select 1 from quarantine where state = 'clearing' limit 1")
                .chain(any -> any ? claimDue(limit) : Uni.createFrom().item(List.of()));
    }

    private Uni<List<Wiping>> claimDue(int limit) {
        Instant now = clock.instant();
        return transactions.inTransaction(
                session -> due(session, now, now.plus(lease.multipliedBy(LEASES_AHEAD)), limit)
                        .invoke(rows -> rows.forEach(row -> row.leasedUntil = now.plus(lease)))
                        .map(rows -> rows.stream()
                                .map(row -> new Wiping(row.id, row.serverId, row.locationId))
                                .toList()));
    }

    private static Uni<List<QuarantineRow>> due(Mutiny.Session session, Instant now, Instant tooFar, int limit) {
        return session.createSelectionQuery(
                        "from QuarantineRow where state = :clearing and (leasedUntil is null or leasedUntil < :now"
                                + " or leasedUntil > :tooFar)"
                                + " order by id",
                        QuarantineRow.class)
                .setParameter("clearing", QuarantineRow.CLEARING)
                .setParameter("now", now)
                .setParameter("tooFar", tooFar)
                .setMaxResults(limit)
                .setLockMode(LockMode.UPGRADE_SKIPLOCKED)
                .getResultList();
    }

    Uni<Void> wiped(Wiping machine) {
        return transactions.inTransaction(
                session -> session.find(QuarantineRow.class, machine.id(), LockModeType.PESSIMISTIC_WRITE)
                        .invoke(row -> {
                            if (row != null && row.state.equals(QuarantineRow.CLEARING)) {
                                row.state = QuarantineRow.CLEARED;
                                row.clearedAt = clock.instant();
                                row.leasedUntil = null;
                            }
                        })
                        .replaceWithVoid());
    }
}
