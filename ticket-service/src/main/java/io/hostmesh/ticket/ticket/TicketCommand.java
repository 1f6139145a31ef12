package io.hostmesh.ticket.ticket;

import org.jspecify.annotations.Nullable;

/** What people and servers ask of a ticket. */
sealed interface TicketCommand {

    record AddMessage(String messageId, Author author, String body) implements TicketCommand {}

    record Act(Action action, Author author, @Nullable String because) implements TicketCommand {}

    enum Action {
        SOLVE,
        REOPEN,
        CLOSE,
        /** Back to open, from new, pending or on hold. */
        RESUME,
        AWAIT_CUSTOMER,
        HOLD
    }

    /** A new case. {@code serverId} and {@code groupId} are what it is about. */
    record Open(
            String ticketId,
            String messageId,
            String accountId,
            Author author,
            String subject,
            String body,
            Severity severity,
            @Nullable String serverId,
            @Nullable String groupId,
            @Nullable String followsTicketId,
            String correlationId) {}
}
