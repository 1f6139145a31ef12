package io.hostmesh.provisioning.balancer;

/** Another program listens at the address that a group's balancer should have. */
public final class PortInUseException extends BalancerException {

    private static final long serialVersionUID = 1;

    public PortInUseException(String address) {
        super("another program listens on " + address);
    }
}
