package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked of a server, and what its machine was seen to do. Every {@code at} is when it happened. */
sealed interface ServerCommand {

    /** Asked for by the server's owner or group. */
    sealed interface Asked extends ServerCommand {

        ActionType type();
    }

    /** Done or seen by a reconciler. */
    sealed interface Seen extends ServerCommand {}

    /** Switch it on. {@code spendLimit} is in words why nothing more may be spent, or null where it may. */
    record Start(@Nullable String spendLimit) implements Asked {

        @Override
        public ActionType type() {
            return ActionType.START;
        }
    }

    record Stop() implements Asked {

        @Override
        public ActionType type() {
            return ActionType.STOP;
        }
    }

    /** Switch it off and on again. */
    record Reboot() implements Asked {

        @Override
        public ActionType type() {
            return ActionType.REBOOT;
        }
    }

    /**
     * What there is too little of.
     *
     * @param reason the last part of a problem's type
     * @param because in words
     */
    record NoRoom(Refusal reason, String because) {}

    /**
     * Make it one of another plan.
     *
     * @param grows whether that plan has more of anything
     * @param spendLimit in words why nothing more may be spent, or null where it may
     * @param noRoom why there is no room for what it has more of, or null where there is
     */
    record Resize(
            String toPlanId,
            boolean grows,
            @Nullable String spendLimit,
            @Nullable NoRoom noRoom) implements Asked {

        @Override
        public ActionType type() {
            return ActionType.RESIZE;
        }
    }

    /**
     * Make its machine again from its image.
     *
     * @param spendLimit in words why nothing more may be spent, or null where it may
     * @param inQuarantine whether its machine is kept as it is
     */
    record Rebuild(@Nullable String spendLimit, boolean inQuarantine) implements Asked {

        @Override
        public ActionType type() {
            return ActionType.REBUILD;
        }
    }

    record Delete(String because) implements Asked {

        @Override
        public ActionType type() {
            return ActionType.DELETE;
        }
    }

    /** A reconciler takes the server up. */
    record Build() implements Seen {}

    /** The machine answers at that address, for the first time since it was built or started. */
    record MachineAnswered(String address, Instant at) implements Seen {}

    /** The machine ended, or does not work. */
    record MachineEnded(String because, FailureEvidence evidence, Instant at) implements Seen {}

    /** The machine was ended by the shutdown of its host; there is nothing wrong with it. */
    record HostStopped(Instant at) implements Seen {}

    /** The machine was restarted by something else than provisioning, and is at another address since. */
    record MachineMoved(Instant at) implements Seen {}

    /** There is no machine, and nobody had asked for that here. */
    record MachineMissing(FailureEvidence evidence, Instant at) implements Seen {}

    /** The machine runs. Whether it should is what the state says. */
    record MachineRuns(Instant at) implements Seen {}

    /** The machine could not be made or did not come to answer, and no more attempts follow. */
    record MachineNotMade(String because, FailureEvidence evidence, Instant at) implements Seen {}

    /** A step failed so often that no more attempts follow. */
    record StepGivenUp(String because, FailureEvidence evidence, Instant at) implements Seen {}

    record MachineStopped(String because, Instant at) implements Seen {}

    record MachineResized(Instant at) implements Seen {}

    record MachineDeleted(Instant at) implements Seen {}
}
