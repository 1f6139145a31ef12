package io.hostmesh.provisioning.driver;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a driver sees of a server's machine. */
public sealed interface Machine {

    String serverId();

    /** There is none. {@code endedAt} is when it ended, or null where none was ever known. */
    record Absent(String serverId, @Nullable Instant endedAt) implements Machine {}

    /**
     * It exists and has not ended.
     *
     * @param address where its workload listens, as host:port, or null as long as it does not
     * @param listeningSince since when, or null
     */
    record Alive(
            String serverId,
            Instant createdAt,
            @Nullable String address,
            @Nullable Instant listeningSince) implements Machine {

        /** True if it is known to be at another address than that one. */
        public boolean movedFrom(@Nullable String before) {
            return address != null && before != null && !address.equals(before);
        }
    }

    /**
     * It exists and is off, whether asked to or not.
     *
     * @param exitStatus 128 + n for signal n, or null where it is unknown
     * @param endedAt when it ended, or where that is unknown when it was noticed or last known to live
     * @param byHost its host ended it because the host was shut down in good order; nothing is wrong with the machine
     * @param outOfMemory it was killed because it took more memory than it may have; never said of one that ended otherwise, as
     *     after a process in it was killed for that and started again: those who count such kills do not say when they were
     * @param lastLogLines oldest first
     */
    record Ended(
            String serverId,
            Instant createdAt,
            @Nullable Integer exitStatus,
            Instant endedAt,
            boolean byHost,
            boolean outOfMemory,
            List<String> lastLogLines)
            implements Machine {

        private static final int KILLED = 128 + 9;

        public Ended {
            outOfMemory = outOfMemory && (exitStatus == null || exitStatus == KILLED);
        }

        /** One that did not lack memory, as far as is known. */
        public Ended(
                String serverId,
                Instant createdAt,
                @Nullable Integer exitStatus,
                Instant endedAt,
                boolean byHost,
                List<String> lastLogLines) {
            this(serverId, createdAt, exitStatus, endedAt, byHost, false, lastLogLines);
        }
    }
}
