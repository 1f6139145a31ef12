package io.hostmesh.ticket.diagnosis;

import io.hostmesh.contracts.DiagnosisEvent;
import io.hostmesh.contracts.Event;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.ticket.ticket.Diagnosed;
import io.hostmesh.ticket.ticket.DiagnosisDecider;
import io.hostmesh.ticket.ticket.Evidence;
import io.hostmesh.ticket.ticket.HeldDiagnoses;
import io.hostmesh.ticket.ticket.Ticket;
import io.hostmesh.ticket.ticket.TicketChange;
import io.hostmesh.ticket.ticket.TicketStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Adds a diagnosis to the tickets that it is of, and holds it for those that open later; each event in one transaction. */
@ApplicationScoped
class DiagnosisHandler {

    private static final String CONSUMER = "diagnoses";

    private final Transactions transactions;
    private final Inbox inbox;
    private final TicketStore tickets;
    private final HeldDiagnoses held;
    private final Clock clock;

    DiagnosisHandler(Transactions transactions, Inbox inbox, TicketStore tickets, HeldDiagnoses held, Clock clock) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.tickets = tickets;
        this.held = held;
        this.clock = clock;
    }

    Uni<Void> handle(Event<?> event) {
        return diagnosed(event)
                .map(diagnosed -> transactions.inTransaction(session -> inbox.firstTime(session, CONSUMER, event.id())
                        .chain(first -> first
                                ? apply(session, diagnosed)
                                : Uni.createFrom().voidItem())))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Empty for what is about no server, or about one that is nobody's. */
    private static Optional<Diagnosed> diagnosed(Event<?> event) {
        @Nullable String accountId = event.accountId();
        return event.data() instanceof DiagnosisEvent.Finished found && found.serverId() != null && accountId != null
                ? Optional.of(new Diagnosed(
                        Evidence.Diagnosis.of(found),
                        found.serverId(),
                        accountId,
                        event.correlationId(),
                        found.occurredAt()))
                : Optional.empty();
    }

    private Uni<Void> apply(Mutiny.Session session, Diagnosed diagnosed) {
        return tickets.lockServer(session, diagnosed.serverId())
                .chain(() -> tickets.lockNewestOfServer(session, diagnosed.accountId(), diagnosed.serverId()))
                .chain(found -> addToAll(session, found, diagnosed))
                .chain(taken -> held.hold(session, diagnosed, taken));
    }

    /** Whether at least one of them took it. */
    private Uni<Boolean> addToAll(Mutiny.Session session, List<Ticket> found, Diagnosed diagnosed) {
        Uni<Boolean> taken = Uni.createFrom().item(false);
        for (Ticket ticket : found) {
            taken = taken.chain(before -> add(session, ticket, diagnosed).map(added -> before || added));
        }
        return taken;
    }

    private Uni<Boolean> add(Mutiny.Session session, Ticket ticket, Diagnosed diagnosed) {
        String ticketId = ticket.details().id();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return tickets.correlationIds(session, ticketId)
                .chain(correlations -> tickets.evidenceKeys(session, ticketId).chain(keys -> {
                    if (!DiagnosisDecider.isOf(ticket, correlations, diagnosed, held.heldFor())) {
                        return Uni.createFrom().item(false);
                    }
                    Optional<TicketChange> change =
                            DiagnosisDecider.add(ticket, keys, diagnosed, held.mostOfTicket(), now);
                    return change.map(added -> tickets.update(session, ticket, added, diagnosed.correlationId(), now)
                                    .replaceWith(true))
                            .orElseGet(() -> Uni.createFrom().item(true));
                }));
    }
}
