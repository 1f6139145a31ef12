package io.hostmesh.kit.event;

import org.jspecify.annotations.Nullable;

/** A record that no repetition makes readable. It belongs on the dead-letter topic. */
public class UndecodableEventException extends RuntimeException {

    public UndecodableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
