package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** The one place that changes a stored server: decide, write, say so. */
@ApplicationScoped
class ServerChange {

    private static final Logger LOG = Logger.getLogger(ServerChange.class);

    private final Outbox outbox;
    private final Clock clock;

    ServerChange(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
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
        row.write(accepted.next(), own, now);
        LOG.infof(
                "server changed server=%s from=%s to=%s correlationId=%s",
                row.id, ServerStates.nameOf(before), row.state, own.correlationId());
        return append(session, own, accepted.events()).replaceWith(decision);
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
