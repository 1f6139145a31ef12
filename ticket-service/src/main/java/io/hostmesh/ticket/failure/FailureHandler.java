package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.Event;
import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.inbox.Inbox;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.ticket.failure.FailureDecision.AmendTicket;
import io.hostmesh.ticket.failure.FailureDecision.OpenTicket;
import io.hostmesh.ticket.failure.FailureReport.Origin;
import io.hostmesh.ticket.ticket.Ticket;
import io.hostmesh.ticket.ticket.TicketChange;
import io.hostmesh.ticket.ticket.TicketStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Brings what is reported of a failure to the one ticket of that fault, each event in one transaction. */
@ApplicationScoped
class FailureHandler {

    private static final String CONSUMER = "failure-tickets";

    /** One for the ticket that somebody else opens at this moment, and one for its being solved at once. */
    private static final int ATTEMPTS = 3;

    private final Transactions transactions;
    private final Inbox inbox;
    private final TicketStore tickets;
    private final ServerRequests requests;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    FailureHandler(
            Transactions transactions,
            Inbox inbox,
            TicketStore tickets,
            ServerRequests requests,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.inbox = inbox;
        this.tickets = tickets;
        this.requests = requests;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Void> handle(Event<?> event) {
        return event.data() instanceof ServerEvent.Requested
                        || FailureReports.of(event).isPresent()
                ? transactions.inTransaction(session -> take(session, event))
                : Uni.createFrom().voidItem();
    }

    /** Has the effect of an event that comes for the first time. */
    Uni<Void> take(Mutiny.Session session, Event<?> event) {
        return inbox.firstTime(session, CONSUMER, event.id())
                .flatMap(first ->
                        first ? effect(session, event) : Uni.createFrom().voidItem());
    }

    private Uni<Void> effect(Mutiny.Session session, Event<?> event) {
        if (event.data() instanceof ServerEvent.Requested requested) {
            return noteRequest(session, requested, event);
        }
        return FailureReports.of(event)
                .map(report -> complete(session, report)
                        .chain(completed -> apply(session, completed, Cause.of(event), ATTEMPTS)))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** A request in the chain of causes of a failure is the one for the replacement. */
    private Uni<Void> noteRequest(Mutiny.Session session, ServerEvent.Requested requested, Event<?> event) {
        String correlationId = event.correlationId();
        Origin origin = new Origin(correlationId, event.accountId());
        return requests.remember(session, requested.serverId(), requested.occurredAt())
                .chain(() -> requests.failedServer(session, correlationId, requested.groupId(), requested.serverId()))
                .flatMap(failed -> failed.map(serverId -> apply(
                                session,
                                new FailureReport.ReplacementRequested(
                                        serverId, requested.serverId(), requested.occurredAt(), origin),
                                Cause.of(event),
                                ATTEMPTS))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Adds what this service remembers to what the event says. */
    private Uni<FailureReport> complete(Mutiny.Session session, FailureReport report) {
        if (report instanceof FailureReport.Replaced replaced) {
            return requests.requestedAt(session, replaced.replacementId())
                    .map(requestedAt -> new FailureReport.Replaced(
                            replaced.serverId(),
                            replaced.replacementId(),
                            replaced.replacementAddress(),
                            replaced.answeringAt(),
                            requestedAt.orElse(null),
                            replaced.origin()));
        }
        if (report instanceof FailureReport.Deleted deleted) {
            return requests.forget(session, deleted.serverId()).replaceWith(report);
        }
        return Uni.createFrom().item(report);
    }

    private Uni<Void> apply(Mutiny.Session session, FailureReport report, Cause cause, int attempts) {
        if (attempts == 0) {
            return Uni.createFrom()
                    .failure(new IllegalStateException("expected to find or open the one ticket of " + report.serverId()
                            + ", but it changed " + ATTEMPTS + " times meanwhile"));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        FailureDecider.NewIds newIds = new FailureDecider.NewIds(ids.next("tkt"), ids.next("msg"));
        return tickets.lockServer(session, report.serverId())
                .chain(() -> load(session, report.serverId()))
                .flatMap(latest -> {
                    FailureDecision decision = FailureDecider.decide(latest, report, newIds, now);
                    if (decision instanceof OpenTicket open) {
                        return tickets.insert(session, open.change())
                                .flatMap(inserted -> inserted
                                        ? tell(session, cause, open.change())
                                        : apply(session, report, cause, attempts - 1));
                    }
                    if (decision instanceof AmendTicket amend) {
                        Ticket before = latest.orElseThrow().ticket();
                        return tickets.update(
                                        session,
                                        before,
                                        amend.change(),
                                        report.origin().correlationId(),
                                        now)
                                .chain(() -> tell(session, cause, amend.change()));
                    }
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Optional<FailureCase>> load(Mutiny.Session session, String serverId) {
        return tickets.lockNewestOfFault(session, FailureDecider.dedupKey(serverId))
                .flatMap(found -> found.map(ticket -> known(session, ticket).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<FailureCase> known(Mutiny.Session session, Ticket ticket) {
        String ticketId = ticket.details().id();
        return tickets.timeline(session, ticketId).flatMap(timeline -> tickets.evidenceKeys(session, ticketId)
                .flatMap(evidence -> tickets.correlationIds(session, ticketId)
                        .map(correlations -> new FailureCase(ticket, timeline, evidence, correlations))));
    }

    private Uni<Void> tell(Mutiny.Session session, Cause cause, TicketChange change) {
        Ticket.Details details = change.ticket().details();
        return outbox.append(session, cause.withAccount(details.accountId()), details.id(), change.events());
    }
}
