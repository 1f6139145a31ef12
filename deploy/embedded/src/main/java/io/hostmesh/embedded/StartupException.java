package io.hostmesh.embedded;

import org.jspecify.annotations.Nullable;

/** A process could not be started. The message is one line for the person who asked for it. */
public final class StartupException extends RuntimeException {

    public StartupException(String message) {
        this(message, null);
    }

    public StartupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
