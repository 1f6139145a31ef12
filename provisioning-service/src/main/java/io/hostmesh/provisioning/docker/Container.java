package io.hostmesh.provisioning.docker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says of a machine's container.
 *
 * @param startedAt when it was last started, or null if never
 * @param end how it ended, or null unless it is off after it was on
 * @param address host and port where its workload is to be reached, or null while it has none
 */
record Container(
        String id,
        String serverId,
        int generation,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable End end,
        @Nullable Address address) {

    /** How a container ended. */
    record End(int exitStatus, Instant at, boolean outOfMemory) {}

    /** What the engine says of one container among all: less, for what one call costs. */
    record Listed(
            String id,
            String serverId,
            Instant createdAt,
            boolean off,
            @Nullable Address address) {}

    /** A host, by name or number, and a port. */
    record Address(String host, int port) {

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Made and never started. */
    boolean fresh() {
        return startedAt == null && end == null;
    }
}
