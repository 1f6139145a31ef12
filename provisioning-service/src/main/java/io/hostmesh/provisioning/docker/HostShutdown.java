package io.hostmesh.provisioning.docker;

import io.hostmesh.provisioning.docker.Container.End;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a machine that its engine ended from one that failed. An engine that stops asks every container to end and kills
 * those that do not; its word for that does not outlive it, but the time of its next start does.
 */
final class HostShutdown {

    private static final int SIGNAL = 128;
    private static final int KILLED = SIGNAL + 9;

    /** By itself when asked, by SIGINT, SIGKILL, SIGTERM. */
    private static final Set<Integer> AS_ASKED = Set.of(0, SIGNAL + 2, KILLED, SIGNAL + 15);

    private HostShutdown() {}

    /** True if it ended by itself or because it was asked to, and not by force. */
    static boolean inGoodOrder(int exitStatus) {
        return AS_ASKED.contains(exitStatus) && exitStatus != KILLED;
    }

    /** True if it can have been the engine; only then it matters when the engine was started. */
    static boolean possible(End end) {
        return AS_ASKED.contains(end.exitStatus()) && !end.outOfMemory();
    }

    /**
     * True if the container ended in the way of a shutdown, and has not been on since its engine was started.
     *
     * @param engineStartedAt by the engine's clock, or null where that is not known
     */
    static boolean ended(End end, @Nullable Instant engineStartedAt) {
        return possible(end) && engineStartedAt != null && end.at().isBefore(engineStartedAt);
    }
}
