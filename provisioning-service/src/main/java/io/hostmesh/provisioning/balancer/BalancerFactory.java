package io.hostmesh.provisioning.balancer;

/**
 * A way to balance, found by its name in {@code hostmesh.balancer} or {@code hostmesh.locations.<id>.balancer}. Implementations
 * are beans; only those that the configuration names are opened.
 */
public interface BalancerFactory {

    String name();

    Balancer open();
}
