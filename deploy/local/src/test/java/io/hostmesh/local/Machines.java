package io.hostmesh.local;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What machines are made of while provisioning is killed: how it is told, at which steps, and what is to be seen of them then. */
interface Machines extends AutoCloseable {

    Duration PATIENCE = Duration.ofMinutes(2);

    /** The location that they are made in. */
    String location();

    /** Options of the virtual machine that provisioning runs in. */
    List<String> options();

    /** What provisioning's calls go through, or null where it makes none. */
    @Nullable
    CallHolder calls();

    /** Steps of the driver's own on the way of a creation, in their order. */
    List<Step> ofCreation();

    /** The same for a deletion. */
    List<Step> ofDeletion();

    /** Those of a creation at which a call stands that may get there when its server is deleted. */
    List<Step> late();

    /** From which of those on a deleted machine has ended, so that a start of provisioning changes nothing about when. */
    Step over();

    /** The steps of a creation from which on it is known for good when the machine answered. */
    Set<Step> answered();

    /** Waits until there is one machine of each of these servers, in the order of their ids, and no trace of any other. */
    void awaitOnly(List<String> serverIds) throws IOException;

    @Override
    void close() throws IOException;
}
