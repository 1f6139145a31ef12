package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.page.PageRequest;
import io.hostmesh.kit.query.AnyOf;
import io.hostmesh.kit.transaction.Additions;
import io.hostmesh.provisioning.server.ServerRequests.RequestedAction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Actions in the database. Who changes one has locked its server. */
@ApplicationScoped
class ActionStore {

    private final Additions additions;
    private final Ids ids;
    private final Clock clock;

    ActionStore(Additions additions, Ids ids, Clock clock) {
        this.additions = additions;
        this.ids = ids;
        this.clock = clock;
    }

    /** Begins an action on a server, in whose row it is the one under way from now on. */
    Uni<ActionRow> begin(Mutiny.Session session, ServerRow server, ActionEffect.Begun begun, Cause cause) {
        ActionRow row = new ActionRow(ids.next("atn"), server, begun.type(), begun.planId(), cause, clock.instant());
        server.begin(row.id);
        additions.add(session, row);
        return Uni.createFrom().item(row);
    }

    /** Keeps that an action was asked for whose aim was reached already. */
    Uni<ActionRow> alreadyDone(Mutiny.Session session, ServerRow server, RequestedAction wish, Cause cause) {
        Instant now = clock.instant();
        ActionRow row = new ActionRow(ids.next("atn"), server, wish.type(), wish.plan(), cause, now);
        row.outcome = ActionRow.Outcome.COMPLETED;
        row.percent = ActionProgress.COMPLETED.percent();
        row.step = ActionProgress.COMPLETED.step();
        row.startedAt = now;
        row.finishedAt = now;
        return session.persist(row).replaceWith(row);
    }

    Uni<@Nullable ActionRow> find(Mutiny.Session session, String id) {
        return additions
                .find(session, ActionRow.class, begun -> begun.id.equals(id))
                .map(begun -> Uni.createFrom().item(begun))
                .orElseGet(() -> session.find(ActionRow.class, id));
    }

    /** The action that is under way for a server, if any. */
    Uni<@Nullable ActionRow> underWay(Mutiny.Session session, ServerRow server) {
        return server.actionId == null ? Uni.createFrom().nullItem() : find(session, server.actionId);
    }

    /** Reads the actions that are under way for servers, so that none of them has to be read by itself in this session. */
    Uni<Void> readUnderWay(Mutiny.Session session, Collection<ServerRow> servers) {
        List<String> ids = servers.stream()
                .map(server -> server.actionId)
                .filter(Objects::nonNull)
                .toList();
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.createQuery("from ActionRow where any_of(id, :ids)", ActionRow.class)
                        .setParameter("ids", AnyOf.text(ids))
                        .getResultList()
                        .replaceWithVoid();
    }

    /** The newest action of that type on a server, if any. */
    Uni<@Nullable ActionRow> newest(Mutiny.Session session, String serverId, ActionType type) {
        return session.createQuery(
                        "from ActionRow where serverId = :server and type = :type order by id desc", ActionRow.class)
                .setParameter("server", serverId)
                .setParameter("type", type)
                .setMaxResults(1)
                .getSingleResultOrNull();
    }

    /** The newest first. */
    Uni<List<ActionRow>> list(Mutiny.Session session, String serverId, PageRequest page) {
        String after = page.after();
        Mutiny.SelectionQuery<ActionRow> query = session.createQuery(
                        "from ActionRow where serverId = :server" + (after == null ? "" : " and id < :after")
                                + " order by id desc",
                        ActionRow.class)
                .setParameter("server", serverId)
                .setMaxResults(page.queryLimit());
        return (after == null ? query : query.setParameter("after", after)).getResultList();
    }

    /** Forgets actions that ended before that, at most so many. */
    Uni<Integer> prune(Mutiny.Session session, Instant before, int limit) {
        return session.createNativeQuery("delete from actions where id in (select id from actions where finished_at"
                        + " < :before order by finished_at limit :limit)")
                .setParameter("before", before)
                .setParameter("limit", limit)
                .executeUpdate();
    }
}
