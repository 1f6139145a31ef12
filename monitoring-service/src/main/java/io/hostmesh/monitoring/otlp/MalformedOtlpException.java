package io.hostmesh.monitoring.otlp;

/** A body that cannot be read; the message is for its sender. */
final class MalformedOtlpException extends RuntimeException {

    MalformedOtlpException(String message) {
        super(message, null, false, false);
    }
}
