package io.hostmesh.monitoring.judge;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a server.
 *
 * @param address where it can be asked whether it lives, as host:port, or null where that is not known
 * @param locationId where it is, or null where that is not known
 * @param since when that became so, in microseconds
 */
public record ServerFact(
        String serverId,
        @Nullable String groupId,
        @Nullable String accountId,
        Presence presence,
        @Nullable String address,
        @Nullable String locationId,
        long since) {

    public ServerFact(
            String serverId,
            @Nullable String groupId,
            @Nullable String accountId,
            Presence presence,
            @Nullable String address,
            long since) {
        this(serverId, groupId, accountId, presence, address, null, since);
    }

    /** Whether samples of a server are to be expected. */
    public enum Presence {
        /** Not known to run; its samples count where they come. */
        UNKNOWN,
        /** It runs, so it should report. */
        EXPECTED,
        /** It is stopped, failed, deleted, or about to be: its samples do not count, and nobody misses them. */
        ABSENT
    }
}
