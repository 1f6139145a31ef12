package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.contracts.Event;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.monitoring.diagnosis.TicketDecider.Asked;
import io.hostmesh.monitoring.membership.Membership;
import io.hostmesh.monitoring.membership.Membership.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Begins a diagnosis of the server that a ticket is about, one for each ticket; a server that the account does not have is passed over. */
@ApplicationScoped
class TicketHandler {

    private static final String CONSUMER = "diagnosis-tickets";

    private final Transactions transactions;
    private final Inbox inbox;
    private final Membership membership;
    private final Diagnoses diagnoses;
    private final DiagnosisSettings settings;
    private final Recurring recurring;
    private final Clock clock;

    TicketHandler(
            Transactions transactions,
            Inbox inbox,
            Membership membership,
            Diagnoses diagnoses,
            DiagnosisSettings settings,
            Recurring recurring,
            Clock clock) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.membership = membership;
        this.diagnoses = diagnoses;
        this.settings = settings;
        this.recurring = recurring;
        this.clock = clock;
    }

    Uni<Void> handle(Event<?> event) {
        return TicketDecider.asked(event, clock.instant(), settings.oldestTicket())
                .map(asked -> membership.reachOfServer(asked.serverId()).chain(reach -> reach.filter(
                                its -> asked.accountId().equals(its.accountId()))
                        .map(its -> begin(event, asked, its))
                        .orElseGet(() -> Uni.createFrom().voidItem())))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> begin(Event<?> event, Asked asked, Reach reach) {
        return transactions
                .inTransaction(session -> inbox.firstTime(session, CONSUMER, event.id())
                        .chain(first -> first
                                ? diagnoses.ofTicket(
                                        session, asked.accountId(), asked.serverId(), reach.host(), Cause.of(event))
                                : Uni.createFrom().voidItem()))
                .invoke(() -> recurring.wake(DiagnosisRunner.WORK));
    }
}
