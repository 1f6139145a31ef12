package io.hostmesh.monitoring.series;

/** The bytes are not what their content type says. It carries no stack: bad bytes are no fault of this code. */
public class MalformedBodyException extends RuntimeException {

    public MalformedBodyException(String message) {
        super(message, null, false, false);
    }
}
