package io.hostmesh.provisioning.driver;

import org.jspecify.annotations.Nullable;

/** A call to a driver whose outcome is not known; the same call can be made again. */
public class DriverException extends RuntimeException {

    public DriverException(String message) {
        super(message);
    }

    public DriverException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
