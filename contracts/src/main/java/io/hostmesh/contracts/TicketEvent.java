package io.hostmesh.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to a support case. */
public sealed interface TicketEvent {

    String ticketId();

    Instant occurredAt();

    /** {@code serverId} and {@code groupId} are what the case is about, where it is about one. */
    record Opened(
            String ticketId,
            String subject,
            String severity,
            String openedBy,
            @Nullable String serverId,
            @Nullable String groupId,
            Instant occurredAt)
            implements TicketEvent {}

    record Replied(String ticketId, String messageId, String author, Instant occurredAt) implements TicketEvent {}

    record Solved(String ticketId, String because, Instant occurredAt) implements TicketEvent {}

    record Reopened(String ticketId, String because, Instant occurredAt) implements TicketEvent {}

    record Closed(String ticketId, String because, Instant occurredAt) implements TicketEvent {}
}
