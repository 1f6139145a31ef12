package io.hostmesh.provisioning.driver;

import java.time.Instant;

/** A location failed so often that it is left alone for now: nothing was asked of it, and work for it waits. */
public final class LocationUnavailable extends DriverException {

    private final Instant retryAt;

    LocationUnavailable(String locationId, String because, Instant retryAt) {
        super("the location " + locationId + " is not available: " + because);
        this.retryAt = retryAt;
    }

    /** When it is worth while to ask again. */
    public Instant retryAt() {
        return retryAt;
    }
}
