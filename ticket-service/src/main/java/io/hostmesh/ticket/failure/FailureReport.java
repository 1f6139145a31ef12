package io.hostmesh.ticket.failure;

import io.hostmesh.contracts.AlertEvent;
import io.hostmesh.contracts.ServerEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What another service says that bears on the failure of a server. */
sealed interface FailureReport {

    /** The server that the fault is of. */
    String serverId();

    Origin origin();

    /** The chain of causes and the account that the report belongs to. */
    record Origin(String correlationId, @Nullable String accountId) {}

    /** Provisioning says that the machine is gone; {@code noticedAt} is when that was put down by the one who saw it. */
    record ServerFailed(
            String serverId,
            String name,
            @Nullable String groupId,
            String because,
            ServerEvent.FailureEvidence evidence,
            Instant failedAt,
            Instant noticedAt,
            Origin origin)
            implements FailureReport {}

    /**
     * Monitoring says that the server failed; {@code muted} when that opens no ticket, but may be added to one; {@code reported} when
     * it passes on what provisioning said, which comes by itself too.
     */
    record Alerted(
            String serverId,
            @Nullable String groupId,
            String alertId,
            String summary,
            List<AlertEvent.Series> evidence,
            boolean muted,
            boolean reported,
            Instant firedAt,
            Origin origin)
            implements FailureReport {}

    record StillAlerted(String serverId, Origin origin) implements FailureReport {}

    record AlertResolved(String serverId, String because, Instant resolvedAt, Origin origin) implements FailureReport {}

    /** The replacement answers; {@code requestedAt} is when it was asked for, or null where that is not known (yet). */
    record Replaced(
            String serverId,
            String replacementId,
            String replacementAddress,
            Instant answeringAt,
            @Nullable Instant requestedAt,
            Origin origin)
            implements FailureReport {}

    record Deleted(String serverId, String because, Instant deletedAt, Origin origin) implements FailureReport {}

    /** A server was asked for in the same chain of causes as the failure of {@code serverId}. */
    record ReplacementRequested(String serverId, String replacementId, Instant requestedAt, Origin origin)
            implements FailureReport {}
}
