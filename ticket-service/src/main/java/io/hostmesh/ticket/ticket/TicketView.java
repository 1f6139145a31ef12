package io.hostmesh.ticket.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as callers see it. {@code messages}, {@code evidence} and {@code timeline} are there when one ticket is read,
 * and null in lists.
 */
record TicketView(
        String id,
        @Nullable String account,
        String subject,
        Ticket.State state,
        Severity severity,
        Author openedBy,
        @Nullable String serverId,
        @Nullable String groupId,
        String correlationId,
        @Nullable String followsTicketId,
        int reports,
        @Nullable String because,
        Instant openedAt,
        Instant updatedAt,
        @Nullable Instant solvedAt,
        @Nullable Instant closedAt,
        long version,
        @Nullable List<Message> messages,
        @Nullable List<EvidenceView> evidence,
        @Nullable List<TimelineView> timeline) {

    /** The shape of {@code content} follows from {@code kind}. */
    record EvidenceView(String kind, String source, Instant recordedAt, JsonNode content) {}

    record TimelineView(Instant at, String what, String detail) {}

    static TicketView of(TicketRow row) {
        return of(row, null, null, null);
    }

    static TicketView of(
            TicketRow row,
            @Nullable List<Message> messages,
            @Nullable List<EvidenceView> evidence,
            @Nullable List<TimelineView> timeline) {
        Ticket.Details details = row.toTicket().details();
        return new TicketView(
                row.id,
                row.accountId,
                row.subject,
                Ticket.State.of(row.state),
                details.severity(),
                details.openedBy(),
                row.serverId,
                row.groupId,
                row.correlationId,
                row.followsTicketId,
                row.reports,
                row.because,
                row.openedAt,
                row.updatedAt,
                row.solvedAt,
                row.closedAt,
                row.version,
                messages,
                evidence,
                timeline);
    }
}
