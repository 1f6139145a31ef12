package io.hostmesh.kit.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A record that is still to be sent. The relay reads the table by itself, in the order of its column position. */
@Entity
@Table(name = "outbox")
class OutboxRow {

    @Id
    @Column(name = "event_id")
    UUID eventId;

    @Column(name = "shard")
    short shard;

    @Column(name = "topic")
    String topic;

    @Column(name = "record_key")
    String key;

    /** The record's headers as a JSON object. */
    @Column(name = "headers")
    String headers;

    @Column(name = "payload")
    byte[] payload;

    @Column(name = "appended_at")
    Instant appendedAt;

    @SuppressWarnings("NullAway.Init")
    protected OutboxRow() {}

    OutboxRow(UUID eventId, short shard, String topic, String key, String headers, byte[] payload, Instant appendedAt) {
        this.eventId = eventId;
        this.shard = shard;
        this.topic = topic;
        this.key = key;
        this.headers = headers;
        this.payload = payload;
        this.appendedAt = appendedAt;
    }
}
