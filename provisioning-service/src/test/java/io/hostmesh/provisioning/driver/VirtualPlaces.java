package io.hostmesh.provisioning.driver;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Guarded drivers outside of a service. */
public final class VirtualPlaces {

    private VirtualPlaces() {}

    /** One location with the settings that are the default, but that what failed is repeated at once. */
    public static Drivers of(String locationId, DriverFactory factory, Clock clock) {
        GuardSettings settings = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(GuardSettings.class)
                .withDefaultValue("hostmesh.drivers.first-delay", "0s")
                .build()
                .getConfigMapping(GuardSettings.class);
        LocationSettings.Location location = new LocationSettings.Location() {
            @Override
            public String driver() {
                return factory.name();
            }

            @Override
            public Optional<String> description() {
                return Optional.empty();
            }
        };
        return new Drivers(Map.of(locationId, location), settings, List.of(factory), clock, new SimpleMeterRegistry());
    }
}
