package io.hostmesh.provisioning.driver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a location does what it is asked to, as this instance of provisioning sees it.
 *
 * @param since when it became so, or null where it is not known
 * @param because why it is not available, or null if it is
 * @param retryAt when it is asked again, or null if it is available
 */
public record LocationHealth(
        boolean available,
        @Nullable Instant since,
        @Nullable String because,
        @Nullable Instant retryAt) {

    /** Why nothing is done in a location that is not available, and until when, for customers. */
    public String explained(String locationId) {
        String why = "the location " + locationId + " is not available: " + because;
        return retryAt == null ? why : why + "; it is asked again at " + retryAt.truncatedTo(ChronoUnit.SECONDS);
    }
}
