package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.server.ServerWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What a group does when monitoring says that it has too much or too little to do. */
@ApplicationScoped
class LoadAlertHandler {

    private final Transactions transactions;
    private final Inbox inbox;
    private final GroupStore store;
    private final GroupChange change;
    private final ServerWork work;

    LoadAlertHandler(Transactions transactions, Inbox inbox, GroupStore store, GroupChange change, ServerWork work) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.store = store;
        this.change = change;
        this.work = work;
    }

    Uni<Void> handle(Event<?> event) {
        if (!(event.data() instanceof AlertEvent alert) || alert.scope().groupId() == null) {
            return Uni.createFrom().voidItem();
        }
        String groupId = alert.scope().groupId();
        GroupCommand command = command(alert);
        if (command == null || groupId == null) {
            return Uni.createFrom().voidItem();
        }
        return transactions
                .inTransaction(session -> inbox.firstTime(session, "load-alerts", event.id())
                        .chain(first -> first
                                ? decide(session, groupId, command, Cause.of(event))
                                : Uni.createFrom().voidItem()))
                .invoke(work::wake);
    }

    private Uni<Void> decide(Mutiny.Session session, String groupId, GroupCommand command, Cause cause) {
        return store.lock(session, groupId)
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : change.apply(session, row, command, cause).replaceWithVoid());
    }

    private static @Nullable GroupCommand command(AlertEvent alert) {
        if (alert.kind() != Kind.OVERLOAD && alert.kind() != Kind.UNDERLOAD) {
            return null;
        }
        boolean over = alert.kind() == Kind.OVERLOAD;
        if (alert instanceof AlertEvent.Fired fired) {
            return new GroupCommand.Load(fired.alertId(), over, fired.measurement());
        } else if (alert instanceof AlertEvent.StillFiring still) {
            return new GroupCommand.Load(still.alertId(), over, still.measurement());
        }
        return new GroupCommand.LoadBackToNormal(alert.alertId());
    }
}
