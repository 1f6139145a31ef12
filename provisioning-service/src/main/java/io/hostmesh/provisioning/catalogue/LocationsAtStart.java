package io.hostmesh.provisioning.catalogue;

import io.hostmesh.provisioning.driver.Drivers;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Makes the catalogue agree with the drivers that this installation has. */
@ApplicationScoped
class LocationsAtStart {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CatalogueHandler handler;
    private final Drivers drivers;

    LocationsAtStart(CatalogueHandler handler, Drivers drivers) {
        this.handler = handler;
        this.drivers = drivers;
    }

    void start(@Observes StartupEvent started) {
        handler.learnLocations(drivers.locations()).await().atMost(LIMIT);
    }
}
