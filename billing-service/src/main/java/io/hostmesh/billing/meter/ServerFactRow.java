package io.hostmesh.billing.meter;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A {@link ServerFact} in the database. */
@Entity
@Immutable
@Table(name = "server_fact")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class ServerFactRow {

    @Id
    String eventId;

    @Enumerated(EnumType.STRING)
    ServerFact.Kind kind;

    String serverId;
    String accountId;

    @Nullable
    String groupId;

    String planId;
    Instant occurredAt;
    String correlationId;
    Instant recordedAt;

    protected ServerFactRow() {}

    ServerFactRow(ServerFact fact, Instant recordedAt) {
        this.eventId = fact.eventId();
        this.kind = fact.kind();
        this.serverId = fact.serverId();
        this.accountId = fact.accountId();
        this.groupId = fact.groupId();
        this.planId = fact.planId();
        this.occurredAt = fact.occurredAt();
        this.correlationId = fact.correlationId();
        this.recordedAt = recordedAt;
    }

    ServerFact fact() {
        return new ServerFact(eventId, kind, serverId, accountId, groupId, planId, occurredAt, correlationId);
    }
}
