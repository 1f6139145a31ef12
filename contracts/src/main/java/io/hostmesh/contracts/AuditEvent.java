package io.hostmesh.contracts;

import java.time.Instant;

/** What was asked of the public API. */
public sealed interface AuditEvent {

    /** One call that changes something: who, what, and how it ended. */
    record Audited(
            String auditId,
            String actorKind,
            String actorId,
            String method,
            String path,
            int status,
            Instant occurredAt)
            implements AuditEvent {}
}
