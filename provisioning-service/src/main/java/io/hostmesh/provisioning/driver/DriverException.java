package io.hostmesh.provisioning.driver;

/** A call to a driver whose outcome is not known; the same call can be made again. */
public class DriverException extends RuntimeException {

    public DriverException(String message) {
        super(message);
    }

    public DriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
