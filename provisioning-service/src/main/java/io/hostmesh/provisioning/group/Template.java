package io.hostmesh.provisioning.group;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What members are made of. Two templates that differ in anything are two revisions. */
record Template(String planId, String imageId, String locationId, Given given) {

    /** @param given null in templates that were stored before members were given anything */
    Template(String planId, String imageId, String locationId, @Nullable Given given) {
        this.planId = planId;
        this.imageId = imageId;
        this.locationId = locationId;
        this.given = Objects.requireNonNullElse(given, Given.NOTHING);
    }
}
