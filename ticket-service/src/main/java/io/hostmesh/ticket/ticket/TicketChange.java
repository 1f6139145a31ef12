package io.hostmesh.ticket.ticket;

import io.hostmesh.contracts.TicketEvent;
import java.util.List;

/**
 * What one accepted command does to a ticket: its state afterwards, what is added to it, and what the others are told.
 */
public record TicketChange(
        Ticket ticket,
        List<Message> messages,
        List<Evidence> evidence,
        List<TimelineEntry> timeline,
        List<TicketEvent> events) {}
