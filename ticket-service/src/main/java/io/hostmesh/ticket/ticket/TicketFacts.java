package io.hostmesh.ticket.ticket;

import io.hostmesh.contracts.TicketEvent;
import java.time.Instant;

/** How the steps that every kind of ticket goes through are written down and told to others. */
public final class TicketFacts {

    private TicketFacts() {}

    public static TicketEvent.Opened opened(Ticket.Details details) {
        return new TicketEvent.Opened(
                details.id(),
                details.subject(),
                details.severity().word(),
                details.openedBy().text(),
                details.serverId(),
                details.groupId(),
                details.openedAt());
    }

    public static TimelineEntry openedEntry(Ticket.Details details) {
        return new TimelineEntry(
                "ticket-opened",
                details.openedAt(),
                "ticket-opened",
                "opened by " + details.openedBy().text());
    }

    /** An entry for a step that a ticket can go through more than once. */
    public static TimelineEntry repeatableEntry(String what, String detail, Instant at) {
        return new TimelineEntry(what + "/" + at, at, what, detail);
    }
}
