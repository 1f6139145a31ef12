package io.hostmesh.monitoring.membership;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.alert.AlertBook;
import io.hostmesh.monitoring.alert.NewAlert;
import io.hostmesh.monitoring.alert.Origin;
import io.hostmesh.monitoring.history.SampleHistory;
import io.hostmesh.monitoring.history.SampleRecorder;
import io.hostmesh.monitoring.membership.MonitoredServer.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Learns of servers; a reported failure is an alert with the server's last samples as evidence. */
@ApplicationScoped
class ServerHandler {

    private static final Logger LOG = Logger.getLogger(ServerHandler.class);
    private static final String CONSUMER = "membership-servers";

    private final Transactions transactions;
    private final Inbox inbox;
    private final AlertBook alerts;
    private final SampleRecorder recorder;
    private final SampleHistory history;
    private final Membership membership;
    private final Clock clock;
    private final Duration evidenceWindow;

    ServerHandler(
            Transactions transactions,
            Inbox inbox,
            AlertBook alerts,
            SampleRecorder recorder,
            SampleHistory history,
            Membership membership,
            Clock clock,
            @ConfigProperty(name = "hostmesh.history.evidence-window") Duration evidenceWindow) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.alerts = alerts;
        this.recorder = recorder;
        this.history = history;
        this.membership = membership;
        this.clock = clock;
        this.evidenceWindow = evidenceWindow;
    }

    Uni<Void> handle(Event<?> event) {
        if (!(event.data() instanceof ServerEvent happened)) {
            return Uni.createFrom().voidItem();
        }
        return evidenceOf(happened)
                .chain(evidence -> transactions.inTransaction(session -> inbox.firstTime(session, CONSUMER, event.id())
                        .chain(first -> first
                                ? apply(session, event, happened, evidence)
                                : Uni.createFrom().voidItem())))
                .invoke(membership::changed);
    }

    /** Read before the transaction: what is on its way to the history is written first. */
    private Uni<List<Series>> evidenceOf(ServerEvent happened) {
        if (!(happened instanceof ServerEvent.Failed failed)) {
            return Uni.createFrom().item(List.of());
        }
        return Uni.createFrom()
                .completionStage(recorder::flush)
                .onFailure()
                .invoke(failure -> LOG.warnf("evidence without the newest samples cause=%s", failure))
                .onFailure()
                .recoverWithNull()
                .chain(() -> history.recent(failed.serverId(), failed.occurredAt(), evidenceWindow));
    }

    private Uni<Void> apply(Mutiny.Session session, Event<?> event, ServerEvent happened, List<Series> evidence) {
        return session.find(MonitoredServer.class, happened.serverId())
                .chain(found -> found != null ? Uni.createFrom().item(found) : create(session, happened))
                .chain(server -> {
                    if (server.accountId == null) {
                        server.accountId = event.accountId();
                    }
                    return apply(session, event, happened, server, evidence);
                });
    }

    private Uni<Void> apply(
            Mutiny.Session session,
            Event<?> event,
            ServerEvent happened,
            MonitoredServer server,
            List<Series> evidence) {
        Instant at = happened.occurredAt();
        if (happened instanceof ServerEvent.Requested requested) {
            describe(server, requested.name(), requested.groupId());
            server.locationId = requested.locationId();
            return become(session, server, server.state, at);
        }
        if (happened instanceof ServerEvent.Provisioned provisioned) {
            describe(server, provisioned.name(), provisioned.groupId());
            server.locationId = provisioned.locationId();
            server.address = provisioned.address();
            return become(session, server, State.RUNNING, at);
        }
        if (happened instanceof ServerEvent.Started started) {
            server.address = started.address();
            return become(session, server, State.RUNNING, at)
                    .chain(() -> resolve(session, event, server, "the server was started again"));
        }
        if (happened instanceof ServerEvent.Rebooted rebooted) {
            return moved(session, server, rebooted.address());
        }
        if (happened instanceof ServerEvent.Rebuilt rebuilt) {
            return moved(session, server, rebuilt.address());
        }
        if (happened instanceof ServerEvent.Stopped) {
            return become(session, server, State.STOPPED, at)
                    .chain(() -> resolve(session, event, server, "the server was stopped"));
        }
        if (happened instanceof ServerEvent.Failed failed) {
            describe(server, failed.name(), failed.groupId());
            return become(session, server, State.FAILED, at).chain(() -> fail(session, event, failed, evidence));
        }
        if (happened instanceof ServerEvent.Replaced replaced) {
            return resolve(session, event, server, "replaced by " + replaced.replacementId());
        }
        return happened instanceof ServerEvent.Deleted
                ? become(session, server, State.DELETED, at)
                        .chain(() -> resolve(session, event, server, "the server was deleted"))
                : become(session, server, server.state, server.stateSince);
    }

    /** It is the same server, in the state that it was in, at another address. */
    private Uni<Void> moved(Mutiny.Session session, MonitoredServer server, String address) {
        server.address = address;
        return become(session, server, server.state, server.stateSince);
    }

    private Uni<Void> fail(Mutiny.Session session, Event<?> event, ServerEvent.Failed failed, List<Series> evidence) {
        String summary = "Server " + failed.name() + " failed: " + failed.because();
        NewAlert begun = new NewAlert(
                Kind.FAILURE,
                new Scope(failed.groupId(), failed.serverId()),
                Origin.REPORT,
                summary,
                null,
                evidence,
                Cause.of(event),
                failed.occurredAt());
        return alerts.confirmSilence(session, failed.serverId(), summary, failed.occurredAt())
                .chain(session::flush)
                .chain(() -> alerts.open(session, begun))
                .replaceWithVoid();
    }

    private Uni<Void> resolve(Mutiny.Session session, Event<?> event, MonitoredServer server, String because) {
        return alerts.resolveAll(session, Kind.FAILURE, server.id, because, event.id(), clock.instant());
    }

    private Uni<MonitoredServer> create(Mutiny.Session session, ServerEvent happened) {
        MonitoredServer server = new MonitoredServer();
        server.id = happened.serverId();
        server.name = happened.serverId();
        server.stateSince = happened.occurredAt();
        server.changedAt = clock.instant();
        return session.persist(server).replaceWith(server);
    }

    private static void describe(MonitoredServer server, String name, @Nullable String groupId) {
        server.name = name;
        server.groupId = groupId;
    }

    private Uni<Void> become(Mutiny.Session session, MonitoredServer server, State state, Instant at) {
        if (server.state != State.DELETED) {
            server.state = state;
            server.stateSince = at;
        }
        server.changedAt = clock.instant();
        return session.flush();
    }
}
