package io.hostmesh.ticket.failure;

import io.hostmesh.ticket.ticket.TicketChange;

/** What a report does. */
sealed interface FailureDecision {

    /** A fault that no ticket covers. */
    record OpenTicket(TicketChange change) implements FailureDecision {}

    /** A fault that has its ticket. */
    record AmendTicket(TicketChange change) implements FailureDecision {}

    /** Nothing that a ticket is concerned with, or nothing that it does not know. */
    record Ignored() implements FailureDecision {}
}
