package io.hostmesh.provisioning.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriversTest {

    private final List<String> made = new ArrayList<>();

    /** A driver that is only handed around. */
    private static Driver handle() {
        return (Driver) Proxy.newProxyInstance(
                Driver.class.getClassLoader(), new Class<?>[] {Driver.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private DriverFactory factory(String name) {
        return new DriverFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Driver make(String locationId) {
                made.add(name + " in " + locationId);
                return handle();
            }
        };
    }

    private static LocationSettings.Location location(String driver, @Nullable String description) {
        return new LocationSettings.Location() {
            @Override
            public String driver() {
                return driver;
            }

            @Override
            public Optional<String> description() {
                return Optional.ofNullable(description);
            }
        };
    }

    private static Drivers drivers(Map<String, LocationSettings.Location> locations, DriverFactory... factories) {
        GuardSettings defaults = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(GuardSettings.class)
                .build()
                .getConfigMapping(GuardSettings.class);
        return new Drivers(locations, defaults, List.of(factories), Clock.systemUTC(), new SimpleMeterRegistry());
    }

    @Test
    void shouldMakeOneDriverForEachLocation() {
        Drivers drivers = drivers(
                Map.of("b", location("paper", "Far away"), "a", location("paper", null), "c", location("stone", null)),
                factory("paper"),
                factory("stone"));
        assertEquals(List.of("paper in a", "paper in b", "stone in c"), made);
        assertSame(drivers.of("a"), drivers.of("a"));
        assertFalse(drivers.of("a") == drivers.of("b"));
        assertEquals(Map.of("a", "a", "b", "Far away", "c", "c"), drivers.locations());
    }

    @Test
    void shouldLeaveOutALocationThatIsNotInUse() {
        Drivers drivers = drivers(Map.of("a", location("none", null)), factory("paper"));
        assertTrue(drivers.find("a").isEmpty());
        assertTrue(drivers.locations().isEmpty());
        String message =
                assertThrows(DriverException.class, () -> drivers.of("a")).getMessage();
        assertEquals("the location a has no driver; set hostmesh.locations.a.driver", message);
    }

    @Test
    void shouldNameTheDriversThatThereAreWhenAskedForAnother() {
        String message = assertThrows(
                        ConfigurationException.class,
                        () -> drivers(Map.of("a", location("papper", null)), factory("stone"), factory("paper")))
                .getMessage();
        assertEquals("expected hostmesh.locations.a.driver to be one of none, paper, stone, got papper", message);
    }
}
