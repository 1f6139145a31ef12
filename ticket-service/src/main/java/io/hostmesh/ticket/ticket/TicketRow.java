package io.hostmesh.ticket.ticket;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A ticket as the database has it. */
@Entity
@Table(name = "tickets")
class TicketRow {

    @Id
    String id = "";

    @Column(name = "account_id")
    @Nullable
    String accountId;

    String subject = "";
    String severity = "";

    @Column(name = "opened_by_kind")
    String openedByKind = "";

    @Column(name = "opened_by_id")
    String openedById = "";

    @Column(name = "server_id")
    @Nullable
    String serverId;

    @Column(name = "group_id")
    @Nullable
    String groupId;

    @Column(name = "correlation_id")
    String correlationId = "";

    @Column(name = "follows_ticket_id")
    @Nullable
    String followsTicketId;

    @Column(name = "dedup_key")
    @Nullable
    String dedupKey;

    int reports;
    String state = "";

    @Nullable
    String because;

    @Column(name = "opened_at")
    Instant openedAt = Instant.EPOCH;

    @Column(name = "updated_at")
    Instant updatedAt = Instant.EPOCH;

    @Column(name = "solved_at")
    @Nullable
    Instant solvedAt;

    @Column(name = "closed_at")
    @Nullable
    Instant closedAt;

    long version;

    Ticket toTicket() {
        Ticket.Details details = new Ticket.Details(
                id,
                accountId,
                subject,
                Severity.valueOf(severity.toUpperCase(Locale.ROOT)),
                new Author(Author.Kind.valueOf(openedByKind.toUpperCase(Locale.ROOT)), openedById),
                serverId,
                groupId,
                correlationId,
                followsTicketId,
                dedupKey,
                reports,
                openedAt,
                version);
        return switch (Ticket.State.of(state)) {
            case NEW -> new Ticket.New(details);
            case OPEN -> new Ticket.Open(details);
            case PENDING -> new Ticket.Pending(details);
            case ON_HOLD -> new Ticket.OnHold(details);
            case SOLVED -> new Ticket.Solved(details, orEmpty(because), orEpoch(solvedAt));
            case CLOSED -> new Ticket.Closed(details, orEmpty(because), orEpoch(solvedAt), orEpoch(closedAt));
        };
    }

    /** Takes over what a change can change; everything else of a ticket stays as it was opened. */
    void change(Ticket ticket, Instant now) {
        version++;
        updatedAt = now;
        state = ticket.state().word();
        because = null;
        solvedAt = null;
        closedAt = null;
        if (ticket instanceof Ticket.Solved solved) {
            because = solved.because();
            solvedAt = solved.solvedAt();
        } else if (ticket instanceof Ticket.Closed closed) {
            because = closed.because();
            solvedAt = closed.solvedAt();
            closedAt = closed.closedAt();
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Instant orEpoch(@Nullable Instant instant) {
        return instant == null ? Instant.EPOCH : instant;
    }
}
