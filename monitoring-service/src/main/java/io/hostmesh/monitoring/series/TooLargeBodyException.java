package io.hostmesh.monitoring.series;

/** A body that is larger than it may be, which is known before anything is made of it. */
public final class TooLargeBodyException extends MalformedBodyException {

    TooLargeBodyException(String message) {
        super(message);
    }
}
