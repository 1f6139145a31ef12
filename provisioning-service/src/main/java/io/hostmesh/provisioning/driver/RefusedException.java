package io.hostmesh.provisioning.driver;

import org.jspecify.annotations.Nullable;

/**
 * A location answered that it will not do what it was asked to, as for want of room or of an image. The same call would be
 * answered the same, and nothing is wrong with the location.
 */
public final class RefusedException extends DriverException {

    public RefusedException(String message) {
        super(message);
    }

    public RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
