package io.hostmesh.provisioning.balancer;

/** A balancer could not be looked at or changed; it is tried again. */
public class BalancerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BalancerException(String message) {
        super(message);
    }

    public BalancerException(String message, Throwable cause) {
        super(message, cause);
    }
}
