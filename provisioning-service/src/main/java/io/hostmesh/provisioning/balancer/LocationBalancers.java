package io.hostmesh.provisioning.balancer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Locations that balance in a way of their own. */
@ConfigMapping(prefix = "hostmesh.locations")
interface LocationBalancers {

    @WithParentName
    Map<String, Location> locations();

    /** One place. */
    interface Location {

        /** The name of a {@link BalancerFactory}, or {@code none}. */
        Optional<String> balancer();
    }

    default Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        locations().forEach((id, location) -> location.balancer().ifPresent(name -> names.put(id, name)));
        return names;
    }
}
