package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked of a server, and what its machine was seen to do. Every {@code at} is when it happened. */
sealed interface ServerCommand {

    /** A reconciler takes the server up. */
    record Build() implements ServerCommand {}

    /** The machine answers at that address, for the first time since it was built or started. */
    record MachineAnswered(String address, Instant at) implements ServerCommand {}

    /** The machine ended, or does not work. */
    record MachineEnded(String because, FailureEvidence evidence, Instant at) implements ServerCommand {}

    /** The machine was ended by the shutdown of its host; there is nothing wrong with it. */
    record HostStopped(Instant at) implements ServerCommand {}

    /** The machine could not be made, and no more attempts follow. */
    record MachineNotMade(String because, FailureEvidence evidence, Instant at) implements ServerCommand {}

    record Stop() implements ServerCommand {}

    record MachineStopped(String because, Instant at) implements ServerCommand {}

    /** Switch it on. {@code spendLimit} is in words why nothing more may be spent, or null where it may. */
    record Start(@Nullable String spendLimit) implements ServerCommand {}

    record Delete(String because) implements ServerCommand {}

    record MachineDeleted(Instant at) implements ServerCommand {}
}
