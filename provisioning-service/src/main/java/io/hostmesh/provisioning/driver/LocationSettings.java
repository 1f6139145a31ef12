package io.hostmesh.provisioning.driver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;

/** Where machines can be made, and by what. */
@ConfigMapping(prefix = "hostmesh.locations")
interface LocationSettings {

    @WithParentName
    Map<String, Location> locations();

    /** One place. */
    interface Location {

        /** The name of a {@link DriverFactory}, or {@code none} to take the location out of use. */
        String driver();

        /** What customers read about it, where the catalogue has no words of its own. */
        Optional<String> description();
    }
}
