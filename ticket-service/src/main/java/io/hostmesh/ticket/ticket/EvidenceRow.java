package io.hostmesh.ticket.ticket;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Evidence as the database has it: the content as the JSON that readers get. */
@Entity
@Table(name = "evidence")
class EvidenceRow {

    /** The ticket's id and the key, which makes a key unique within its ticket. */
    @Id
    String id = "";

    @Column(name = "ticket_id")
    String ticketId = "";

    String key = "";
    String kind = "";
    String source = "";

    @Column(name = "recorded_at")
    Instant recordedAt = Instant.EPOCH;

    String content = "";

    static EvidenceRow of(String ticketId, Evidence evidence, String content) {
        EvidenceRow row = new EvidenceRow();
        row.id = ticketId + "/" + evidence.key();
        row.ticketId = ticketId;
        row.key = evidence.key();
        row.kind = evidence.content().kind();
        row.source = evidence.source();
        row.recordedAt = evidence.recordedAt();
        row.content = content;
        return row;
    }
}
