package io.hostmesh.provisioning.balancer;

/**
 * A way to balance, found by its name in {@code hostmesh.balancing.with} or {@code hostmesh.locations.<id>.balancer}.
 * Implementations are beans of one of the two kinds; only those that the configuration names are opened.
 */
public interface BalancerFactory {

    String name();

    /** One balancer carries the groups of all locations that name it. */
    interface ForAll extends BalancerFactory {

        Balancer open();
    }

    /** Each location that names it has a balancer of its own; what one of them does to its callers reaches no other. */
    interface ForLocation extends BalancerFactory {

        Balancer open(String locationId);
    }
}
