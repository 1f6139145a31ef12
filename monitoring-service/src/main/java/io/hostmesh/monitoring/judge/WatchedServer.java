package io.hostmesh.monitoring.judge;

import org.jspecify.annotations.Nullable;

/** What the watch over silence knows of one server. */
final class WatchedServer {

    enum Phase {
        /** Not known to be silent. */
        REPORTING,
        /** Found silent, and not said: its location may be the cause, or is. */
        HELD,
        /** Found silent, and said. */
        SILENT
    }

    final String serverId;
    final PhiAccrual habits = new PhiAccrual();

    @Nullable
    String address;

    @Nullable
    String locationId;

    long expectedSince;
    long heardAt = Long.MIN_VALUE;
    long probeNotBefore = Long.MIN_VALUE;
    long answeredAt = Long.MIN_VALUE;
    long silentAt;
    int unanswered;
    boolean probed;
    Phase phase = Phase.REPORTING;

    WatchedServer(String serverId) {
        this.serverId = serverId;
    }
}
