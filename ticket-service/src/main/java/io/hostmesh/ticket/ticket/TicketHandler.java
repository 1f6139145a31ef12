package io.hostmesh.ticket.ticket;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.kit.idempotency.Idempotency;
import io.hostmesh.kit.idempotency.Reply;
import io.hostmesh.kit.identity.Caller;
import io.hostmesh.kit.outbox.Outbox;
import io.hostmesh.kit.page.EntityTags;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.Problems;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.ticket.ticket.Decision.Accepted;
import io.hostmesh.ticket.ticket.Decision.Rejected;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Does what people and servers ask of tickets: each request in one transaction, with its events. */
@ApplicationScoped
class TicketHandler {

    private static final String PATH = "/v1/tickets/";
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final Transactions transactions;
    private final Idempotency idempotency;
    private final TicketStore tickets;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    TicketHandler(
            Transactions transactions,
            Idempotency idempotency,
            TicketStore tickets,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.tickets = tickets;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Who asks, why, and how a repeat of the same request is known.
     *
     * @param key the header {@code Idempotency-Key}, or null
     * @param fingerprint the same for the same request
     */
    record Request(Caller caller, Cause cause, @Nullable String key, String fingerprint) {

        Author author() {
            return switch (caller.kind()) {
                case ADMIN -> new Author(Author.Kind.STAFF, caller.id());
                case ACCOUNT -> new Author(Author.Kind.CUSTOMER, caller.id());
                case SERVER -> new Author(Author.Kind.SERVER, caller.id());
            };
        }
    }

    Uni<Response> open(Request request, TicketRequests.OpenTicket body) {
        boolean byServer = request.caller().kind() == Caller.Kind.SERVER;
        @Nullable Severity severity = body.severity();
        TicketCommand.Open command = new TicketCommand.Open(
                ids.next("tkt"),
                ids.next("msg"),
                request.caller().requireAccount(),
                request.author(),
                body.subject(),
                body.message(),
                severity == null ? Severity.NORMAL : severity,
                byServer ? request.caller().serverId() : body.serverId(),
                byServer ? request.caller().groupId() : body.groupId(),
                body.followsTicketId(),
                request.cause().correlationId());
        return once(request, session -> requireFormerTicket(session, request.caller(), body.followsTicketId())
                .chain(() -> keepNew(session, request.cause(), TicketDecider.open(command, now()))));
    }

    Uni<Response> addMessage(Request request, String ticketId, TicketRequests.AddMessage body) {
        TicketCommand.AddMessage command = new TicketCommand.AddMessage(ids.next("msg"), request.author(), body.body());
        return once(request, session -> change(session, request, ticketId, null, command)
                .chain(() -> session.find(MessageRow.class, command.messageId()))
                .map(row -> new Reply(CREATED, PATH + ticketId, row.toMessage())));
    }

    Uni<Response> act(Request request, String ticketId, @Nullable String ifMatch, TicketRequests.Act body) {
        TicketCommand.Act command = new TicketCommand.Act(body.type(), request.author(), body.because());
        return once(request, session -> change(session, request, ticketId, ifMatch, command)
                .chain(() -> session.find(TicketRow.class, ticketId))
                .map(row -> new Reply(OK, null, TicketView.of(row))));
    }

    /** Closes tickets that were solved before that time; says how many it found. */
    Uni<Integer> closeSolvedBefore(Instant time, int most, Cause cause) {
        return transactions.inTransaction(
                session -> tickets.lockSolvedBefore(session, time, most).flatMap(found -> {
                    Uni<Void> closed = Uni.createFrom().voidItem();
                    for (String ticketId : found) {
                        closed = closed.chain(() -> closeQuietly(session, ticketId, cause));
                    }
                    return closed.replaceWith(found.size());
                }));
    }

    private Uni<Void> closeQuietly(Mutiny.Session session, String ticketId, Cause cause) {
        TicketCommand.Act close = new TicketCommand.Act(
                TicketCommand.Action.CLOSE, Author.PLATFORM, "nobody objected to the solution in time");
        return tickets.lock(session, ticketId).flatMap(found -> found.map(ticket -> keep(
                        session,
                        cause.withAccount(ticket.details().accountId()),
                        ticket,
                        TicketDecider.decide(ticket, close, now())))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Response> once(Request request, java.util.function.Function<Mutiny.Session, Uni<Reply>> effect) {
        return transactions.inTransaction(session -> idempotency.once(
                session, request.caller(), request.key(), request.fingerprint(), () -> effect.apply(session)));
    }

    private Uni<Void> requireFormerTicket(Mutiny.Session session, Caller caller, @Nullable String ticketId) {
        if (ticketId == null) {
            return Uni.createFrom().voidItem();
        }
        return session.find(TicketRow.class, ticketId)
                .invoke(row -> {
                    if (row == null || !caller.canSee(row.accountId)) {
                        throw Problems.invalid(
                                List.of(new FieldError("followsTicketId", "must be the id of a ticket of yours")));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Reply> keepNew(Mutiny.Session session, Cause cause, TicketChange change) {
        String ticketId = change.ticket().details().id();
        return tickets.insert(session, change)
                .chain(() -> outbox.append(session, cause, ticketId, change.events()))
                .chain(() -> session.find(TicketRow.class, ticketId))
                .map(row -> new Reply(CREATED, PATH + ticketId, TicketView.of(row)));
    }

    private Uni<Void> change(
            Mutiny.Session session, Request request, String ticketId, @Nullable String ifMatch, TicketCommand command) {
        return tickets.lock(session, ticketId).flatMap(found -> {
            Optional<Ticket> visible = found.filter(
                    ticket -> request.caller().canSee(ticket.details().accountId()));
            Ticket ticket = visible.orElseThrow(() -> Problems.notFound("ticket", ticketId));
            EntityTags.requireMatch(ifMatch, ticket.details().version());
            Cause cause = request.cause().withAccount(ticket.details().accountId());
            return keep(session, cause, ticket, TicketDecider.decide(ticket, command, now()));
        });
    }

    private Uni<Void> keep(Mutiny.Session session, Cause cause, Ticket before, Decision decision) {
        if (decision instanceof Rejected rejected) {
            return Uni.createFrom().failure(Problems.conflict(rejected.type(), rejected.reason()));
        }
        if (decision instanceof Accepted accepted) {
            TicketChange change = accepted.change();
            return tickets.update(session, before, change, cause.correlationId(), now())
                    .chain(() -> outbox.append(session, cause, before.details().id(), change.events()));
        }
        return Uni.createFrom().voidItem();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
