package io.hostmesh.provisioning.quarantine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine in quarantine as operators see it.
 *
 * @param server whose machine it was, and {@code account} whose server that was
 * @param state {@code held}, {@code clearing} or {@code cleared}
 * @param serverDeletedAt since when it can be cleared: before that its server is still there
 * @param clearedAt when it was wiped and its unit became free
 */
record QuarantineView(
        String id,
        String server,
        String account,
        String plan,
        String location,
        String because,
        Instant since,
        String state,
        @Nullable Instant serverDeletedAt,
        @Nullable String clearedBy,
        @Nullable Instant clearedAt) {

    static QuarantineView of(QuarantineRow row) {
        return new QuarantineView(
                row.id,
                row.serverId,
                row.accountId,
                row.planId,
                row.locationId,
                row.because,
                row.since,
                row.state,
                row.serverDeletedAt,
                row.clearedBy,
                row.clearedAt);
    }
}
