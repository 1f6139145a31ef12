package io.hostmesh.ticket.ticket;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;

/** A message as the database has it. */
@Entity
@Table(name = "messages")
class MessageRow {

    @Id
    String id = "";

    @Column(name = "ticket_id")
    String ticketId = "";

    @Column(name = "author_kind")
    String authorKind = "";

    @Column(name = "author_id")
    String authorId = "";

    String body = "";
    Instant at = Instant.EPOCH;

    static MessageRow of(String ticketId, Message message) {
        MessageRow row = new MessageRow();
        row.id = message.id();
        row.ticketId = ticketId;
        row.authorKind = message.author().kindWord();
        row.authorId = message.author().id();
        row.body = message.body();
        row.at = message.at();
        return row;
    }

    Message toMessage() {
        return new Message(
                id, new Author(Author.Kind.valueOf(authorKind.toUpperCase(Locale.ROOT)), authorId), body, at);
    }
}
