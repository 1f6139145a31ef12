package io.hostmesh.ticket.ticket;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A step of the timeline as the database has it. */
@Entity
@Table(name = "timeline_entries")
class TimelineRow {

    /** The ticket's id and the key, which makes a key unique within its ticket. */
    @Id
    String id = "";

    @Column(name = "ticket_id")
    String ticketId = "";

    String key = "";
    Instant at = Instant.EPOCH;
    String what = "";
    String detail = "";

    static TimelineRow of(String ticketId, TimelineEntry entry) {
        TimelineRow row = new TimelineRow();
        row.id = ticketId + "/" + entry.key();
        row.ticketId = ticketId;
        row.key = entry.key();
        row.at = entry.at();
        row.what = entry.what();
        row.detail = entry.detail();
        return row;
    }

    TimelineEntry toEntry() {
        return new TimelineEntry(key, at, what, detail);
    }
}
