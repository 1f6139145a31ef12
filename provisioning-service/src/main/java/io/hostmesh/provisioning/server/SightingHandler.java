package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is seen of machines that nobody is working on. */
@ApplicationScoped
class SightingHandler {

    private static final Logger LOG = Logger.getLogger(SightingHandler.class);

    private final Transactions transactions;
    private final ServerStore store;
    private final ReportedChange reports;
    private final ServerWork work;
    private final Custody custody;
    private final Inbox inbox;
    private final Ids ids;
    private final Clock clock;

    SightingHandler(
            Transactions transactions,
            ServerStore store,
            ReportedChange reports,
            ServerWork work,
            Custody custody,
            Inbox inbox,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.reports = reports;
        this.work = work;
        this.custody = custody;
        this.inbox = inbox;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A machine was seen to be something else than its server; what follows has a correlation of its own. It counts for nothing
     * if the server changed since it was looked up, or if somebody works on it or is about to: who does sees for himself, and what is
     * still so after that is seen again.
     */
    Uni<Void> seen(Seen server, ServerCommand report) {
        return transactions
                .inTransaction(session -> reports.lock(session, server.id()).chain(row -> {
                    if (row == null || row.version != server.version() || busy(row)) {
                        LOG.debugf("sighting is out of date server=%s", server.id());
                        return Uni.createFrom().voidItem();
                    }
                    return reports.apply(session, row, report, Cause.start(ids.next("failure"), row.accountId))
                            .replaceWithVoid();
                }))
                .invoke(work::wake);
    }

    private boolean busy(ServerRow row) {
        return row.nextAttemptAt != null || (row.leasedUntil != null && row.leasedUntil.isAfter(clock.instant()));
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
                                Instant now = clock.instant();
                                row.write(running, Cause.of(event), now);
                                row.nextAttemptAt = now;
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

    /** A location's servers in that state after that one, in the order of their ids. */
    Uni<List<Seen>> in(String locationId, String state, String after, int limit) {
        return transactions.inTransaction(session -> store.seen(session, locationId, state, after, limit));
    }

    /** Those of the ids that belong to a server whose machine may exist. */
    Uni<List<Seen>> known(List<String> serverIds) {
        return serverIds.isEmpty()
                ? Uni.createFrom().item(List.of())
                : transactions.inTransaction(session -> store.seen(session, serverIds));
    }

    /** Those of the ids whose machines are in quarantine, also after their servers were deleted. */
    Uni<List<String>> inQuarantine(List<String> serverIds) {
        return serverIds.isEmpty()
                ? Uni.createFrom().item(List.of())
                : transactions.inTransaction(session -> custody.held(session, serverIds));
    }
}
