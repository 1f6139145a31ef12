package io.hostmesh.provisioning.balancer;

import java.util.Comparator;
import java.util.List;

/**
 * What a group's balancer should be.
 *
 * @param groupId the group it belongs to, which is also its tag
 * @param host where to listen, as a name or number of this host's; not every implementation has a choice
 * @param port where to listen
 * @param locationId where the group's members are
 * @param backends those that are to get connections first: who takes one after the other leaves no moment without any
 */
public record BalancerSpec(String groupId, String host, int port, String locationId, List<Backend> backends) {

    public BalancerSpec {
        backends =
                backends.stream().sorted(Comparator.comparing(Backend::state)).toList();
    }

    /**
     * A member.
     *
     * @param address as host:port
     */
    public record Backend(String serverId, String address, State state) {}

    /** What a member may be given. */
    public enum State {
        /** New connections. */
        READY,
        /** No new ones; those that are there go on until they end. */
        DRAINING
    }
}
