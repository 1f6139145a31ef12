package io.hostmesh.local;

import org.jspecify.annotations.Nullable;

/** Something that the person at the terminal has to know; the message is for them. */
public final class LauncherException extends RuntimeException {

    public LauncherException(String message) {
        this(message, null);
    }

    public LauncherException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
