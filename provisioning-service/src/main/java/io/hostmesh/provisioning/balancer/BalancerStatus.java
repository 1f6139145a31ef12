package io.hostmesh.provisioning.balancer;

import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a group's balancer is.
 *
 * @param address where customers reach it, as host:port, or null as long as they cannot
 * @param port the one that was asked for
 * @param full it has as many connections as it may have beside other groups', so that more wait
 */
public record BalancerStatus(String groupId, @Nullable String address, int port, boolean full, List<Member> members) {

    public BalancerStatus {
        members = List.copyOf(members);
    }

    /** One that shares no bound of connections with others. */
    public BalancerStatus(String groupId, @Nullable String address, int port, List<Member> members) {
        this(groupId, address, port, false, members);
    }

    /**
     * A backend as it is.
     *
     * @param connections that are open now, or null where nobody can tell: a drain lasts up to its limit then
     */
    public record Member(
            String serverId,
            String address,
            State state,
            @Nullable Integer connections) {}

    /** What a backend is doing. */
    public enum State {
        READY,
        DRAINING,
        /** It should be ready, but does not accept connections: it gets none until it does. */
        FAILING
    }

    /** True if nothing would change if that were applied. */
    public boolean fulfils(BalancerSpec spec) {
        return port == spec.port() && backends().equals(new HashSet<>(spec.backends()));
    }

    private Set<Backend> backends() {
        return members.stream()
                .map(member -> new Backend(
                        member.serverId(),
                        member.address(),
                        member.state() == State.DRAINING ? BalancerSpec.State.DRAINING : BalancerSpec.State.READY))
                .collect(Collectors.toSet());
    }
}
