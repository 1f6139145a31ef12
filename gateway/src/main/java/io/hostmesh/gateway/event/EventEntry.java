package io.hostmesh.gateway.event;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event that arrived, with its place in the order of arrival. */
@Entity
@Table(name = "event_entry")
class EventEntry {

    @Id
    @Column(name = "position")
    long position;

    @Column(name = "id")
    String id;

    @Column(name = "type")
    String type;

    @Column(name = "source")
    String source;

    @Column(name = "subject")
    String subject;

    @Column(name = "account_id")
    @Nullable
    String accountId;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "causation_id")
    @Nullable
    String causationId;

    @Column(name = "time")
    Instant time;

    /** The data as it was published, in JSON. */
    @Column(name = "data")
    String data;

    @SuppressWarnings("NullAway.Init")
    protected EventEntry() {}
}
