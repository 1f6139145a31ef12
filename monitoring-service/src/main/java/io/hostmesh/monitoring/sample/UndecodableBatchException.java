package io.hostmesh.monitoring.sample;

/** The bytes are no batch of a version that this code knows. */
public final class UndecodableBatchException extends RuntimeException {

    UndecodableBatchException(String message) {
        super(message);
    }
}
