package io.hostmesh.monitoring.outbound;

/** A call that was not made, or not read to its end; the message says why, for the customer to read. */
public final class OutboundRefusedException extends RuntimeException {

    OutboundRefusedException(String message) {
        super(message, null, false, false);
    }
}
