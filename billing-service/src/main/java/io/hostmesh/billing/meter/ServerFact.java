package io.hostmesh.billing.meter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that began, ended or changed the use of a server, as provisioning said it. Facts are never changed and never removed:
 * everything that is billed can be computed again from them.
 *
 * @param eventId the event's id; the same fact told twice has the same
 * @param planId the plan from then on
 * @param occurredAt when it happened to the server
 */
record ServerFact(
        String eventId,
        Kind kind,
        String serverId,
        String accountId,
        @Nullable String groupId,
        String planId,
        Instant occurredAt,
        String correlationId) {

    /** What the fact does to the use of the server. */
    enum Kind {
        PROVISIONED,
        STARTED,
        STOPPED,
        FAILED,
        /** It is used on, by another plan. */
        RESIZED,
        DELETED;

        boolean begins() {
            return this == PROVISIONED || this == STARTED;
        }
    }
}
