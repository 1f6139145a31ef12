package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "images")
class ImageRow {

    @Id
    String id;

    String description;

    /** Where it is offered, with commas between; null for everywhere. */
    @Nullable
    String locations;

    /** What kinds of machines it runs on, as names of drivers with commas between; null for all. */
    @Nullable
    String drivers;

    @SuppressWarnings("NullAway.Init")
    protected ImageRow() {}

    boolean isOfferedIn(String locationId, String driverName) {
        return (locations == null || list(locations).contains(locationId))
                && (drivers == null || list(drivers).contains(driverName));
    }

    static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
    }
}
