package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.provisioning.server.ActionRow.Reached;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** The one place that changes a stored server and its actions: decide, write, say so. */
@ApplicationScoped
class ServerChange {

    private static final Logger LOG = Logger.getLogger(ServerChange.class);

    private final Outbox outbox;
    private final ServerStore store;
    private final ActionStore actions;
    private final Custody custody;
    private final Draining draining;
    private final UserData userData;
    private final Clock clock;

    ServerChange(
            Outbox outbox,
            ServerStore store,
            ActionStore actions,
            Custody custody,
            Draining draining,
            UserData userData,
            Clock clock) {
        this.outbox = outbox;
        this.store = store;
        this.actions = actions;
        this.custody = custody;
        this.draining = draining;
        this.userData = userData;
        this.clock = clock;
    }

    /** Begins a server, together with the action that makes it. */
    Uni<ServerRow> insert(
            Mutiny.Session session, ServerDescription description, ServerAttributes attributes, Cause cause) {
        return begin(session, description, attributes, cause).call(row -> store.insert(session, row));
    }

    /** The same for one that this transaction neither queries nor changes. */
    Uni<ServerRow> add(
            Mutiny.Session session, ServerDescription description, ServerAttributes attributes, Cause cause) {
        return begin(session, description, attributes, cause).invoke(row -> store.add(session, row));
    }

    private Uni<ServerRow> begin(
            Mutiny.Session session, ServerDescription description, ServerAttributes attributes, Cause cause) {
        ServerDecision.Accepted requested = ServerDecider.request(description);
        Cause own = cause.withAccount(description.accountId());
        ServerRow row = new ServerRow(requested.next(), attributes, own, clock.instant());
        // The row is complete before the session has it: what changes after would be written a second time.
        return carryOut(session, row, Reached.of(row), requested.action(), own)
                .chain(() -> append(session, own, requested.events()))
                .replaceWith(row);
    }

    /** Applies a command to a locked server. */
    Uni<ServerDecision> apply(Mutiny.Session session, ServerRow row, ServerCommand command, Cause cause) {
        Instant now = clock.instant();
        Server before = row.server();
        ServerDecision decision = ServerDecider.decide(before, command, now);
        if (!(decision instanceof ServerDecision.Accepted accepted)) {
            return Uni.createFrom().item(decision);
        }
        Cause own = cause.withAccount(row.accountId);
        Reached reached = Reached.of(row);
        row.write(accepted.next(), own, now);
        if (accepted.correct()) {
            row.nextAttemptAt = now;
        }
        LOG.infof(
                "server changed server=%s from=%s to=%s attempts=%d correlationId=%s",
                row.id, ServerStates.nameOf(before), row.state, reached.failures(), own.correlationId());
        return carryOut(session, row, reached, accepted.action(), own)
                .chain(() -> custody.follow(session, before, accepted.next()))
                .chain(() -> drain(session, row, before, accepted.next(), now))
                .chain(() -> forget(session, row, accepted.next()))
                .chain(() -> append(session, own, accepted.events()))
                .replaceWith(decision);
    }

    private Uni<Void> carryOut(
            Mutiny.Session session, ServerRow row, Reached reached, ActionEffect effect, Cause cause) {
        if (effect instanceof ActionEffect.None) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant();
        return actions.underWay(session, row).chain(former -> {
            row.endAction();
            if (effect instanceof ActionEffect.Begun begun) {
                return actions.begin(session, row, begun, cause)
                        .invoke(action -> {
                            if (former != null) {
                                former.cancel(reached, action.id, now);
                            }
                        })
                        .replaceWithVoid();
            }
            if (former != null && effect instanceof ActionEffect.Failed failed) {
                former.fail(reached, failed, now);
            } else if (former != null) {
                former.complete(reached, now);
            }
            return Uni.createFrom().voidItem();
        });
    }

    /** A member that answers keeps its connections for a while before it is deleted. */
    private Uni<Void> drain(Mutiny.Session session, ServerRow row, Server before, Server next, Instant now) {
        if (row.groupId == null || !(before instanceof Server.Running was && next instanceof Server.Deleting)) {
            return Uni.createFrom().voidItem();
        }
        return draining.limit(session, row.groupId)
                .invoke(limit -> {
                    if (limit != null && limit.toMillis() > 0) {
                        row.drain(was, now.plus(limit));
                    }
                })
                .replaceWithVoid();
    }

    /** What a server was told can hold secrets, and is of no use when it is gone. */
    private Uni<Void> forget(Mutiny.Session session, ServerRow row, Server next) {
        if (!row.hasUserData || !(next instanceof Server.Deleted)) {
            return Uni.createFrom().voidItem();
        }
        row.hasUserData = false;
        return userData.forget(session, row.id);
    }

    /** Every event is keyed by the server that it is about, which for a replacement is the one that failed. */
    private Uni<Void> append(Mutiny.Session session, Cause cause, List<ServerEvent> events) {
        Uni<Void> appended = Uni.createFrom().voidItem();
        for (ServerEvent event : events) {
            appended = appended.chain(() -> outbox.append(session, cause, event.serverId(), List.of(event)));
        }
        return appended;
    }
}
