package io.hostmesh.monitoring.membership;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.GroupEvent;
import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.alert.AlertBook;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/** Learns of groups and their targets; a group that is deleted takes its alerts with it. */
@ApplicationScoped
class GroupHandler {

    private static final String CONSUMER = "membership-groups";

    private final Transactions transactions;
    private final Inbox inbox;
    private final AlertBook alerts;
    private final Membership membership;
    private final Clock clock;

    GroupHandler(Transactions transactions, Inbox inbox, AlertBook alerts, Membership membership, Clock clock) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.alerts = alerts;
        this.membership = membership;
        this.clock = clock;
    }

    Uni<Void> handle(Event<?> event) {
        return transactions
                .inTransaction(session -> inbox.firstTime(session, CONSUMER, event.id())
                        .chain(first ->
                                first ? apply(session, event) : Uni.createFrom().voidItem()))
                .invoke(membership::changed);
    }

    private Uni<Void> apply(Mutiny.Session session, Event<?> event) {
        if (event.data() instanceof GroupEvent.Created created) {
            return describe(session, event, created.groupId(), created.name(), created.spec());
        }
        if (event.data() instanceof GroupEvent.Changed changed) {
            return describe(session, event, changed.groupId(), changed.name(), changed.spec());
        }
        if (event.data() instanceof GroupEvent.Scaled scaled && scaled.to() < scaled.from()) {
            return leave(session, event, scaled);
        }
        if (event.data() instanceof GroupEvent.Deleted deleted) {
            return delete(session, event, deleted.groupId());
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> describe(Mutiny.Session session, Event<?> event, String groupId, String name, GroupSpec spec) {
        return find(session, event, groupId).chain(group -> {
            TargetTracking tracking = spec.targetTracking();
            group.name = name;
            group.minimum = spec.min();
            group.metric = tracking == null ? null : tracking.metric();
            group.target = tracking == null ? null : tracking.target();
            group.tolerance = tracking == null ? null : tracking.tolerance();
            group.aims = spec.policies() == null ? null : Aims.write(Aims.of(spec));
            group.warmUpSeconds = spec.warmUpSeconds() == null ? 0 : spec.warmUpSeconds();
            group.changedAt = clock.instant();
            return session.flush();
        });
    }

    /** The members that a group is shrunk by are not missed when they go silent before they are known to be deleted. */
    private Uni<Void> leave(Mutiny.Session session, Event<?> event, GroupEvent.Scaled scaled) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String serverId : scaled.serverIds()) {
            all = all.chain(() -> session.find(MonitoredServer.class, serverId))
                    .chain(found -> {
                        if (found != null) {
                            return Uni.createFrom().item(found);
                        }
                        MonitoredServer server = new MonitoredServer();
                        server.id = serverId;
                        server.name = serverId;
                        server.groupId = scaled.groupId();
                        server.accountId = event.accountId();
                        server.stateSince = scaled.occurredAt();
                        return session.persist(server).replaceWith(server);
                    })
                    .chain(server -> {
                        server.leaving = true;
                        server.changedAt = clock.instant();
                        return session.flush();
                    });
        }
        return all;
    }

    private Uni<Void> delete(Mutiny.Session session, Event<?> event, String groupId) {
        Instant now = clock.instant();
        return find(session, event, groupId)
                .chain(group -> {
                    group.deleted = true;
                    group.changedAt = now;
                    return session.flush();
                })
                .chain(() -> resolve(session, event, Kind.OVERLOAD, groupId, now))
                .chain(() -> resolve(session, event, Kind.UNDERLOAD, groupId, now));
    }

    private Uni<Void> resolve(Mutiny.Session session, Event<?> event, Kind kind, String groupId, Instant now) {
        return alerts.resolveAll(session, kind, groupId, "the group was deleted", event.id(), now);
    }

    private static Uni<MonitoredGroup> find(Mutiny.Session session, Event<?> event, String groupId) {
        return session.find(MonitoredGroup.class, groupId).chain(found -> {
            if (found != null) {
                return Uni.createFrom().item(found);
            }
            MonitoredGroup group = new MonitoredGroup();
            group.id = groupId;
            group.name = groupId;
            group.accountId = event.accountId();
            return session.persist(group).replaceWith(group);
        });
    }
}
