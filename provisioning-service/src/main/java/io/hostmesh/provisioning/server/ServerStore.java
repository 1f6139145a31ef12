package io.hostmesh.provisioning.server;

import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.query.AnyOf;
import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.kit.transaction.Statements;
import io.hostmesh.provisioning.label.Conditions;
import io.hostmesh.provisioning.label.Selector;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Servers in the database. What is changed is locked first. */
@ApplicationScoped
class ServerStore {

    /** What a list of servers is narrowed by; nulls do not narrow. Without a state, the deleted ones are left out. */
    record Filter(
            @Nullable String accountId,
            @Nullable String groupId,
            @Nullable String state,
            @Nullable String locationId,
            @Nullable String name,
            Selector labels) {}

    private final Additions additions;

    ServerStore(Additions additions) {
        this.additions = additions;
    }

    Uni<Void> insert(Mutiny.Session session, ServerRow row) {
        return session.persist(row);
    }

    /** Adds one that this transaction neither queries nor changes, see {@link Additions}. */
    void add(Mutiny.Session session, ServerRow row) {
        additions.add(session, row);
    }

    Uni<@Nullable ServerRow> find(Mutiny.Session session, String id) {
        return session.find(ServerRow.class, id);
    }

    Uni<@Nullable ServerRow> lock(Mutiny.Session session, String id) {
        return session.find(ServerRow.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Locks several servers, always in one order; those that are not there are left out. */
    Uni<List<ServerRow>> lock(Mutiny.Session session, Collection<String> ids) {
        return session.createSelectionQuery("from ServerRow where any_of(id, :ids) order by id", ServerRow.class)
                .setParameter("ids", AnyOf.text(ids))
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** The group of a server, which is locked before the server is; an item of null for none. */
    Uni<@Nullable String> groupOf(Mutiny.Session session, String id) {
        return session.createQuery("select groupId from ServerRow where id = :id", String.class)
                .setParameter("id", id)
                .getSingleResultOrNull();
    }

    Uni<List<ServerRow>> list(Mutiny.Session session, Filter filter, PageRequest page) {
        Conditions conditions = new Conditions(filter.state() == null ? "state <> 'deleted'" : "true")
                .equal("account_id", filter.accountId())
                .equal("group_id", filter.groupId())
                .equal("location_id", filter.locationId())
                .equal("name", filter.name())
                .matching(filter.labels());
        if (filter.state() != null) {
            conditions.oneOf("state", ServerStates.stored(filter.state()));
        }
        return conditions.rows(session, "servers", ServerRow.class, page);
    }

    /** The members of groups in any state but deleted, as values, the oldest first; sent at once, see {@link Statements}. */
    Uni<List<Members.View>> members(Mutiny.Session session, Collection<String> groupIds) {
        return Statements.rows(
                        session,
                        "select group_id, id, name, state, address, created_at, answered_at, plan_id, location_id,"
                                + " replaces, revision, is_protected, leased_until, correlation_id from servers where "
                                + AnyOf.sql("group_id", "$1") + " and state <> 'deleted' order by id",
                        AnyOf.text(groupIds))
                .map(rows -> rows.stream().map(ServerStore::member).toList());
    }

    private static Members.View member(@Nullable Object[] row) {
        return new Members.View(
                text(row[0]),
                text(row[1]),
                text(row[2]),
                text(row[3]),
                (String) row[4],
                Objects.requireNonNull(instant(row[5])),
                instant(row[6]),
                text(row[7]),
                text(row[8]),
                text(row[9]),
                (Integer) Objects.requireNonNull(row[10]),
                (Boolean) Objects.requireNonNull(row[11]),
                instant(row[12]),
                text(row[13]));
    }

    private static String text(@Nullable Object column) {
        return (String) Objects.requireNonNull(column);
    }

    private static @Nullable Instant instant(@Nullable Object column) {
        return column == null ? null : ((OffsetDateTime) column).toInstant();
    }

    /** Draining ends with the last connection, whatever the clock says. */
    private static final String DUE = " (nextAttemptAt <= :now or nextAttemptAt > :tooFar and drainUntil is null)"
            + " and (leasedUntil is null or (leasedUntil < :now or leasedUntil > :tooFar)"
            + " and not any_of(leaseOwner, :underWay))";

    /** @param tooFar what lies after that was set before the clock went back */
    record Present(Instant now, Instant tooFar) {}

    /**
     * Locks a location's servers with work to do that nobody has a lease on, those that wait longest first.
     *
     * @param underWay leases that count even when they have ended, because what they were taken for goes on
     */
    Uni<List<ServerRow>> lockDue(
            Mutiny.Session session, Present present, Collection<String> underWay, String locationId, int limit) {
        return session.createSelectionQuery(
                        "from ServerRow where locationId = :location and" + DUE + " order by nextAttemptAt",
                        ServerRow.class)
                .setParameter("location", locationId)
                .setParameter("now", present.now())
                .setParameter("tooFar", present.tooFar())
                .setParameter("underWay", AnyOf.text(underWay))
                .setMaxResults(limit)
                .setLockMode(LockMode.UPGRADE_SKIPLOCKED)
                .getResultList();
    }

    /** The locations of servers with work to do, other than those. */
    Uni<List<String>> locationsOfDue(
            Mutiny.Session session, Present present, Collection<String> underWay, Collection<String> otherThan) {
        return session.createQuery(
                        "select distinct locationId from ServerRow where" + DUE + " and not any_of(locationId, :known)",
                        String.class)
                .setParameter("now", present.now())
                .setParameter("tooFar", present.tooFar())
                .setParameter("underWay", AnyOf.text(underWay))
                .setParameter("known", AnyOf.text(otherThan))
                .getResultList();
    }

    /** Keeps the leases of work that goes on. Rows that are being changed are left out: their lease is about to end. */
    Uni<Void> renew(Mutiny.Session session, Collection<String> ids, Collection<String> leases, Instant until) {
        return session.createNativeQuery("update servers set leased_until = :until where id in (select id from servers"
                        + " where " + AnyOf.sql("id", ":ids") + " and " + AnyOf.sql("lease_owner", ":leases")
                        + " for update skip locked)")
                .setParameter("until", until)
                .setParameter("ids", AnyOf.text(ids))
                .setParameter("leases", AnyOf.text(leases))
                .executeUpdate()
                .replaceWithVoid();
    }

    /** A location's servers in that state after that one, in the order of their ids. */
    Uni<List<Seen>> seen(Mutiny.Session session, String locationId, String state, String after, int limit) {
        return session.createQuery(
                        "select new io.hostmesh.provisioning.server.Seen(id, state, version, address) from ServerRow"
                                + " where state = :state and locationId = :location and id > :after order by id",
                        Seen.class)
                .setParameter("location", locationId)
                .setParameter("state", state)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Those of the ids that belong to a server whose machine may exist. */
    Uni<List<Seen>> seen(Mutiny.Session session, Collection<String> ids) {
        return session.createQuery(
                        "select new io.hostmesh.provisioning.server.Seen(id, state, version, address) from ServerRow"
                                + " where any_of(id, :ids) and state <> 'deleted'",
                        Seen.class)
                .setParameter("ids", AnyOf.text(ids))
                .getResultList();
    }

    /** The groups' members that connections can be open to. */
    Uni<List<Backends.Backend>> backends(Mutiny.Session session, List<String> groupIds, Instant now) {
        return session.createQuery(
                        "select new io.hostmesh.provisioning.server.Backends$Backend(groupId, id, address, state ="
                                + " 'deleting') from ServerRow where any_of(groupId, :groups) and address is not null and"
                                + " (state = 'running' or state = 'deleting' and drainUntil > :now) order by id",
                        Backends.Backend.class)
                .setParameter("groups", AnyOf.text(groupIds))
                .setParameter("now", now)
                .getResultList();
    }

    /** Lets the deletion of draining servers go on at once. */
    Uni<Void> drained(Mutiny.Session session, List<String> ids, Instant now) {
        return session.createMutationQuery(
                        "update ServerRow set nextAttemptAt = :now, drainUntil = null where any_of(id, :ids)"
                                + " and state = 'deleting' and drainUntil is not null")
                .setParameter("now", now)
                .setParameter("ids", AnyOf.text(ids))
                .executeUpdate()
                .replaceWithVoid();
    }
}
