package io.hostmesh.provisioning.group;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.json.Json;
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
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Groups and their activities in the database. */
@ApplicationScoped
class GroupStore {

    private final ObjectMapper json = Json.forEvents();
    private final Additions additions;
    private final int activitiesKept;

    GroupStore(Additions additions, @ConfigProperty(name = "hostmesh.groups.activities-kept") int activitiesKept) {
        this.additions = additions;
        this.activitiesKept = activitiesKept;
    }

    Uni<GroupRow> insert(Mutiny.Session session, GroupDescription description) {
        GroupRow row = new GroupRow(description, write(Memory.EMPTY), this);
        return session.persist(row).replaceWith(row);
    }

    /** The id of the account's group with that name; an item of null where there is none. */
    Uni<@Nullable String> bearer(Mutiny.Session session, String accountId, String name) {
        return session.createQuery(
                        "select id from GroupRow where accountId = :account and name = :name and state = 'active'",
                        String.class)
                .setParameter("account", accountId)
                .setParameter("name", name)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    Uni<@Nullable GroupRow> find(Mutiny.Session session, String id) {
        return session.find(GroupRow.class, id);
    }

    /** The row lock under which everything about a group and its members is decided. */
    Uni<@Nullable GroupRow> lock(Mutiny.Session session, String id) {
        return session.find(GroupRow.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * Locks several groups, always in one order; those that are not there are left out. They are read behind the lock, in one turn with it,
     * and their plans and locations come along, so that whoever looks for them in this session has them already: those are not locked,
     * which is why it is not the lock that reads.
     */
    Uni<List<GroupRow>> lock(Mutiny.Session session, Collection<String> ids) {
        Uni<List<Object[]>> locked = Statements.rows(
                session,
                "select id from server_groups where " + AnyOf.sql("id", "$1") + " order by id for no key update",
                AnyOf.text(ids));
        return Statements.together(locked, () -> session.createSelectionQuery(
                                "select g, p, l from GroupRow g left join PlanRow p on p.id = g.planId left join"
                                        + " LocationRow l on l.id = g.locationId where any_of(g.id, :ids) order by g.id",
                                Object[].class)
                        .setParameter("ids", AnyOf.text(ids))
                        .getResultList())
                .map(both ->
                        both.getItem2().stream().map(row -> (GroupRow) row[0]).toList());
    }

    Uni<List<GroupRow>> list(
            Mutiny.Session session,
            @Nullable String accountId,
            @Nullable String name,
            Selector labels,
            PageRequest page) {
        return new Conditions("state <> 'deleted'")
                .equal("account_id", accountId)
                .equal("name", name)
                .matching(labels)
                .rows(session, "server_groups", GroupRow.class, page);
    }

    /** Groups in which something that was put off is due; those that are being changed at this moment are left out. */
    Uni<List<GroupRow>> lockDue(Mutiny.Session session, Instant now, int limit) {
        return lockToCheck(session, "nextCheckAt <= :time", now, limit);
    }

    /** The same for groups in which it lies further ahead than it can. */
    Uni<List<GroupRow>> lockTooFar(Mutiny.Session session, Instant tooFar, int limit) {
        return lockToCheck(session, "nextCheckAt > :time", tooFar, limit);
    }

    /** Puts off the check of a group of which nothing else can be said. */
    Uni<Void> postpone(Mutiny.Session session, String groupId, Instant until) {
        return session.createMutationQuery("update GroupRow set nextCheckAt = :until where id = :id")
                .setParameter("until", until)
                .setParameter("id", groupId)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<List<GroupRow>> lockToCheck(Mutiny.Session session, String when, Instant time, int limit) {
        return session.createSelectionQuery("from GroupRow where " + when + " order by nextCheckAt", GroupRow.class)
                .setParameter("time", time)
                .setMaxResults(limit)
                .setLockMode(LockMode.UPGRADE_SKIPLOCKED)
                .getResultList();
    }

    Group read(GroupRow row) {
        return switch (row.state) {
            case GroupRow.ACTIVE ->
                new Group.Active(
                        row.description(this), row.desired, row.suspended, readMemory(row.memory), rollout(row));
            case GroupRow.DELETING -> new Group.Deleting(row.description(this), row.since);
            case GroupRow.DELETED -> new Group.Deleted(row.description(this), row.since);
            default ->
                throw new IllegalStateException("expected a state of a group in row " + row.id + ", got " + row.state);
        };
    }

    void write(GroupRow row, Group next, @Nullable Instant nextCheckAt, boolean noticeable) {
        row.describe(next.description(), this);
        row.nextCheckAt = nextCheckAt;
        row.version += noticeable ? 1 : 0;
        if (next instanceof Group.Active active) {
            row.desired = active.desired();
            row.suspended = active.suspended();
            row.memory = write(active.memory());
            row.rollout = write(active.rollout());
        } else {
            row.state = next instanceof Group.Deleting ? GroupRow.DELETING : GroupRow.DELETED;
            row.desired = 0;
            row.since = next instanceof Group.Deleting deleting ? deleting.since() : ((Group.Deleted) next).since();
        }
    }

    /** Keeps an activity. Who adds one to a group that has others tells {@link ActivityPruningHandler}. */
    Uni<Void> insert(Mutiny.Session session, ActivityRow row) {
        additions.add(session, row);
        return Uni.createFrom().voidItem();
    }

    /** Writes a locked group back with what its transaction adds, so that nothing else is to be waited for before the commit. */
    void change(Mutiny.Session session, GroupRow row) {
        additions.change(session, row);
    }

    /** Writes what this transaction did so far, for a second decision that counts it. */
    Uni<Void> write(Mutiny.Session session) {
        return additions.flush(session);
    }

    /** Forgets the groups' oldest activities beyond the bound. */
    Uni<Void> prune(Mutiny.Session session, Collection<String> groupIds) {
        return session.createNativeQuery("delete from activities a using (select g.id, (select b.id from"
                        + " activities b where b.group_id = g.id order by b.id desc offset :kept limit 1) last from"
                        + " unnest(string_to_array(:groups, ',')) as g (id)) beyond where a.group_id = beyond.id"
                        + " and a.id <= beyond.last")
                .setParameter("groups", String.join(",", groupIds))
                .setParameter("kept", activitiesKept)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Counts an outcome that was told before where it was told. */
    Uni<Void> repeat(Mutiny.Session session, String groupId, Activity activity, Instant now) {
        return session.createNativeQuery(
                        "update activities set repeats = repeats + 1, last_at = :now, because = :because, wished ="
                                + " :wished, evaluation = :evaluation where id = (select id from activities where group_id"
                                + " = :group and kind = :kind and reason = :reason order by id desc limit 1)")
                .setParameter("now", now)
                .setParameter("because", activity.because())
                .setParameter("wished", activity.wished())
                .setParameter("evaluation", write(activity.evaluation()))
                .setParameter("group", groupId)
                .setParameter("kind", ActivityRow.stored(activity.kind()))
                .setParameter("reason", activity.reason())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Newest first. */
    Uni<List<ActivityRow>> activities(
            Mutiny.Session session, String groupId, Activity.@Nullable Kind kind, PageRequest page) {
        String before = page.after();
        Mutiny.SelectionQuery<ActivityRow> query = session.createQuery(
                        "from ActivityRow where groupId = :group" + (before == null ? "" : " and id < :before")
                                + (kind == null ? "" : " and kind = :kind")
                                + " order by id desc",
                        ActivityRow.class)
                .setParameter("group", groupId)
                .setMaxResults(page.queryLimit());
        if (kind != null) {
            query.setParameter("kind", ActivityRow.stored(kind));
        }
        return (before == null ? query : query.setParameter("before", before)).getResultList();
    }

    String write(@Nullable Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a value that can be written as JSON, got " + value, e);
        }
    }

    Rollout rollout(GroupRow row) {
        return row.rollout == null ? Rollout.FIRST : read(row.rollout, Rollout.class);
    }

    private Memory readMemory(String text) {
        return read(text, Memory.class);
    }

    <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected " + type.getSimpleName() + " as JSON, got " + text, e);
        }
    }
}
