package io.hostmesh.provisioning.balancer;

import java.util.List;

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

    /** Lets go of what this instance of provisioning holds. Every group's balancer goes on. */
    @Override
    void close();
}
