package io.hostmesh.ticket.ticket;

import io.hostmesh.contracts.TicketEvent;
import io.hostmesh.ticket.ticket.Decision.Accepted;
import io.hostmesh.ticket.ticket.Decision.Rejected;
import io.hostmesh.ticket.ticket.Decision.Unchanged;
import io.hostmesh.ticket.ticket.TicketCommand.Act;
import io.hostmesh.ticket.ticket.TicketCommand.Action;
import io.hostmesh.ticket.ticket.TicketCommand.AddMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules of a ticket's life. */
final class TicketDecider {

    private static final String NOT_SOLVED = "ticket-not-solved";
    private static final String SOLVED = "ticket-solved";
    private static final String CLOSED = "ticket-closed";
    private static final String STAFF_ONLY = "ticket-action-for-staff";

    private TicketDecider() {}

    static TicketChange open(TicketCommand.Open command, Instant now) {
        Ticket.Details details = new Ticket.Details(
                command.ticketId(),
                command.accountId(),
                command.subject(),
                command.severity(),
                command.author(),
                command.serverId(),
                command.groupId(),
                command.correlationId(),
                command.followsTicketId(),
                null,
                1,
                now,
                0);
        return new TicketChange(
                new Ticket.New(details),
                List.of(new Message(command.messageId(), command.author(), command.body(), now)),
                List.of(),
                List.of(TicketFacts.openedEntry(details)),
                List.of(TicketFacts.opened(details)));
    }

    static Decision decide(Ticket ticket, TicketCommand command, Instant now) {
        if (command instanceof AddMessage message) {
            return reply(ticket, message, now);
        }
        Act act = (Act) command;
        return switch (act.action()) {
            case SOLVE -> solve(ticket, act, now);
            case REOPEN -> reopen(ticket, act, now);
            case CLOSE -> close(ticket, act, now);
            case RESUME, AWAIT_CUSTOMER, HOLD -> work(ticket, act, now);
        };
    }

    /** A customer's word on a pending case opens it again, and on a solved one reopens it; staff's word opens a new one. */
    private static Decision reply(Ticket ticket, AddMessage command, Instant now) {
        Message message = new Message(command.messageId(), command.author(), command.body(), now);
        String ticketId = ticket.details().id();
        List<TicketEvent> events = new ArrayList<>();
        events.add(
                new TicketEvent.Replied(ticketId, message.id(), message.author().text(), now));
        boolean byStaff = command.author().kind() == Author.Kind.STAFF;
        List<TimelineEntry> timeline = new ArrayList<>();
        Ticket next;
        if (ticket instanceof Ticket.Closed) {
            return new Rejected(
                    CLOSED,
                    "Expected to reply to a ticket that is not closed, but " + ticketId
                            + " is. Open a new one with followsTicketId " + ticketId + ".");
        } else if (ticket instanceof Ticket.Solved solved && !byStaff) {
            next = solved.reopen();
            String because = command.author().text() + " replied";
            events.add(new TicketEvent.Reopened(ticketId, because, now));
            timeline.add(entry("ticket-reopened", because, now));
        } else if (ticket instanceof Ticket.Pending pending && !byStaff) {
            next = pending.open();
        } else if (ticket instanceof Ticket.New fresh && byStaff) {
            next = fresh.open();
        } else {
            next = ticket;
        }
        return new Accepted(new TicketChange(next, List.of(message), List.of(), timeline, events));
    }

    private static Decision solve(Ticket ticket, Act act, Instant now) {
        if (ticket instanceof Ticket.Unsolved unsolved) {
            String because = because(act, "solved by " + act.author().text());
            return accepted(
                    unsolved.solve(because, now),
                    entry("ticket-solved", because, now),
                    new TicketEvent.Solved(ticket.details().id(), because, now));
        }
        return ticket instanceof Ticket.Solved ? new Unchanged() : rejected(CLOSED, "solve an unsolved ticket", ticket);
    }

    private static Decision reopen(Ticket ticket, Act act, Instant now) {
        if (ticket instanceof Ticket.Solved solved) {
            String because = because(act, "reopened by " + act.author().text());
            return accepted(
                    solved.reopen(),
                    entry("ticket-reopened", because, now),
                    new TicketEvent.Reopened(ticket.details().id(), because, now));
        }
        return ticket instanceof Ticket.Closed ? rejected(CLOSED, "reopen a solved ticket", ticket) : new Unchanged();
    }

    private static Decision close(Ticket ticket, Act act, Instant now) {
        if (ticket instanceof Ticket.Solved solved) {
            String because = because(act, "closed by " + act.author().text());
            return accepted(
                    solved.close(now),
                    entry("ticket-closed", because, now),
                    new TicketEvent.Closed(ticket.details().id(), because, now));
        }
        return ticket instanceof Ticket.Closed
                ? new Unchanged()
                : rejected(NOT_SOLVED, "close a solved ticket", ticket);
    }

    private static Decision work(Ticket ticket, Act act, Instant now) {
        if (act.author().kind() != Author.Kind.STAFF) {
            return new Rejected(
                    STAFF_ONLY,
                    "Expected the action " + word(act.action()) + " from the provider's staff, but it came from "
                            + act.author().text() + ".");
        }
        if (!(ticket instanceof Ticket.Unsolved unsolved)) {
            return rejected(
                    ticket instanceof Ticket.Closed ? CLOSED : SOLVED,
                    word(act.action()) + " an unsolved ticket",
                    ticket);
        }
        Ticket next =
                switch (act.action()) {
                    case AWAIT_CUSTOMER -> unsolved.awaitCustomer();
                    case HOLD -> unsolved.hold();
                    case RESUME, SOLVE, REOPEN, CLOSE -> unsolved.open();
                };
        if (next.state() == ticket.state()) {
            return new Unchanged();
        }
        String because = because(act, word(act.action()) + " by " + act.author().text());
        return new Accepted(new TicketChange(
                next,
                List.of(),
                List.of(),
                List.of(entry("ticket-" + next.state().word(), because, now)),
                List.of()));
    }

    private static Accepted accepted(Ticket next, TimelineEntry entry, TicketEvent event) {
        return new Accepted(new TicketChange(next, List.of(), List.of(), List.of(entry), List.of(event)));
    }

    private static Rejected rejected(String type, String expected, Ticket ticket) {
        return new Rejected(
                type,
                "Expected to " + expected + ", but " + ticket.details().id() + " is "
                        + ticket.state().word() + ".");
    }

    private static TimelineEntry entry(String what, String detail, Instant at) {
        return TicketFacts.repeatableEntry(what, detail, at);
    }

    private static String because(Act act, String otherwise) {
        @Nullable String given = act.because();
        return given == null || given.isBlank() ? otherwise : given;
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
