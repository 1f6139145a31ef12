package io.hostmesh.provisioning.balancer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the connections to a group's one address over its members. What it carries lives on without provisioning. Every method
 * blocks for a bounded time, has the same effect however often it is called, and throws {@link BalancerException} where the
 * outcome is not known. It is called by one instance of provisioning at a time, and by any of them to look.
 */
public interface Balancer extends AutoCloseable {

    /** Its name in the configuration, for example {@code embedded}. */
    String name();

    /**
     * Makes the balancer of a group what it should be, and returns what it is then. A backend that is left out gets no connection
     * any more and those it has end at once; one that drains keeps what it has and gets no more.
     *
     * @throws PortInUseException if another program listens at the address
     */
    BalancerStatus apply(BalancerSpec spec);

    /** Every group's balancer that is there, known to the database or not, as it is now. */
    List<BalancerStatus> observe();

    /** Takes a group's balancer away, with every connection. One that is not there is no error. */
    void remove(String groupId);

    /**
     * True if each group's balancer has an address to itself, so that two groups can have the same port, and any port there is.
     */
    default boolean hasOwnAddresses() {
        return false;
    }

    /**
     * Where customers will reach a group's balancer, as host:port; null where that is not known before it is there.
     *
     * @param host where balancers listen that have a choice
     */
    default @Nullable String address(String groupId, String host, int port) {
        return host + ":" + port;
    }

    /** Lets go of what this instance of provisioning holds. Every group's balancer goes on. */
    @Override
    void close();
}
