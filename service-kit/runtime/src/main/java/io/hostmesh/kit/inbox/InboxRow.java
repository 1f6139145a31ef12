package io.hostmesh.kit.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** An event that a consumer has handled. The table's key is both; rows are only ever added. */
@Entity
@Table(name = "inbox")
class InboxRow {

    @Id
    @Column(name = "event_id")
    UUID eventId;

    @Column(name = "consumer")
    String consumer;

    @Column(name = "received_at")
    Instant receivedAt;

    @SuppressWarnings("NullAway.Init")
    protected InboxRow() {}

    InboxRow(UUID eventId, String consumer, Instant receivedAt) {
        this.eventId = eventId;
        this.consumer = consumer;
        this.receivedAt = receivedAt;
    }
}
