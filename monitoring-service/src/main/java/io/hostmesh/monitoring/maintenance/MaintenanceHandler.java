package io.hostmesh.monitoring.maintenance;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.MaintenanceEvent;
import io.hostmesh.contracts.MaintenanceEvent.Touched;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.quiet.Mutes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/** Learns of planned work. What happened before something that is known already changes nothing. */
@ApplicationScoped
class MaintenanceHandler {

    private static final String CONSUMER = "maintenances";

    private final Transactions transactions;
    private final Inbox inbox;
    private final Maintenances maintenances;
    private final Recurring recurring;

    MaintenanceHandler(Transactions transactions, Inbox inbox, Maintenances maintenances, Recurring recurring) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.maintenances = maintenances;
        this.recurring = recurring;
    }

    Uni<Void> handle(Event<?> event) {
        if (!(event.data() instanceof MaintenanceEvent happened)) {
            return Uni.createFrom().voidItem();
        }
        return transactions
                .inTransaction(session -> inbox.firstTime(session, CONSUMER, event.id())
                        .chain(first -> first
                                ? apply(session, event, happened)
                                : Uni.createFrom().voidItem()))
                .invoke(() -> recurring.wake(Mutes.REVIEW));
    }

    private Uni<Void> apply(Mutiny.Session session, Event<?> event, MaintenanceEvent happened) {
        return session.find(MaintenanceRow.class, happened.maintenanceId())
                .chain(found -> found != null ? Uni.createFrom().item(found) : create(session, event, happened))
                .chain(row -> {
                    if (!happened.occurredAt().isBefore(row.changedAt)) {
                        row.changedAt = happened.occurredAt();
                        learn(row, happened);
                    }
                    return session.flush();
                });
    }

    private void learn(MaintenanceRow row, MaintenanceEvent happened) {
        if (happened instanceof MaintenanceEvent.Scheduled scheduled) {
            row.title = scheduled.title();
            row.startsAt = scheduled.startsAt();
            row.endsAt = scheduled.endsAt();
            row.completed = false;
            touch(row, scheduled.touched());
        } else if (happened instanceof MaintenanceEvent.Started started) {
            row.startsAt = started.occurredAt();
            row.endsAt = started.endsAt();
            row.completed = false;
            touch(row, started.touched());
        } else if (happened instanceof MaintenanceEvent.Completed) {
            row.completed = true;
        }
    }

    private void touch(MaintenanceRow row, Touched touched) {
        row.locationId = touched.locationId();
        row.groupIds = maintenances.write(touched.groupIds());
        row.serverIds = maintenances.write(touched.serverIds());
    }

    private static Uni<MaintenanceRow> create(Mutiny.Session session, Event<?> event, MaintenanceEvent happened) {
        MaintenanceRow row = new MaintenanceRow();
        row.id = happened.maintenanceId();
        row.accountId = event.accountId();
        row.changedAt = Instant.EPOCH;
        return session.persist(row).replaceWith(row);
    }
}
