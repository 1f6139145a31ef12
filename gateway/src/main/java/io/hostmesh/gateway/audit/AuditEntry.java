package io.hostmesh.gateway.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A call that was kept. Never changed. */
@Entity
@Table(name = "audit_entry")
class AuditEntry {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "account_id")
    @Nullable
    String accountId;

    @Column(name = "actor_kind")
    String actorKind;

    @Column(name = "actor_id")
    String actorId;

    @Column(name = "method")
    String method;

    @Column(name = "path")
    String path;

    @Column(name = "status")
    int status;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "occurred_at")
    Instant occurredAt;

    @SuppressWarnings("NullAway.Init")
    protected AuditEntry() {}
}
