package io.hostmesh.provisioning.driver;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/** The driver of each location, made at start as the configuration says. */
@Singleton
public class Drivers {

    private static final Logger LOG = Logger.getLogger(Drivers.class);

    private static final String NONE = "none";

    private final Map<String, GuardedDriver> byLocation = new TreeMap<>();
    private final TimeLimit time = new TimeLimit();
    private final GuardSettings guard;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, String> descriptions = new TreeMap<>();

    @Inject
    Drivers(
            LocationSettings settings,
            GuardSettings guard,
            Instance<DriverFactory> factories,
            Clock clock,
            MeterRegistry meters) {
        this(settings.locations(), guard, factories.stream().toList(), clock, meters);
    }

    Drivers(
            Map<String, LocationSettings.Location> locations,
            GuardSettings guard,
            Collection<DriverFactory> factories,
            Clock clock,
            MeterRegistry meters) {
        this.guard = guard;
        this.clock = clock;
        this.meters = meters;
        Map<String, DriverFactory> byName = new TreeMap<>();
        factories.forEach(factory -> byName.put(factory.name(), factory));
        for (Map.Entry<String, LocationSettings.Location> location : new TreeMap<>(locations).entrySet()) {
            String id = location.getKey();
            String name = location.getValue().driver();
            if (!name.equals(NONE)) {
                byLocation.put(id, guarded(id, make(id, name, byName)));
                descriptions.put(id, location.getValue().description().orElse(id));
            }
        }
    }

    private GuardedDriver guarded(String locationId, Driver driver) {
        Breaker.Settings breaker =
                new Breaker.Settings(guard.breakerWindow(), guard.breakerFailures(), guard.breakerOpenFor());
        return new GuardedDriver(
                locationId,
                driver,
                new GuardedDriver.Bounds(guard.calls(), guard.callLimit(), guard.attempts(), guard.firstDelay()),
                new Breaker(locationId, breaker, clock),
                time,
                duration -> LockSupport.parkNanos(duration.toNanos()),
                () -> ThreadLocalRandom.current().nextDouble(),
                meters);
    }

    private static Driver make(String locationId, String name, Map<String, DriverFactory> factories) {
        DriverFactory factory = factories.get(name);
        if (factory == null) {
            Set<String> names = new TreeSet<>(factories.keySet());
            names.add(NONE);
            throw new ConfigurationException("expected hostmesh.locations." + locationId + ".driver to be one of "
                    + String.join(", ", names) + ", got " + name);
        }
        return factory.make(locationId);
    }

    /** The driver of a location, or empty where this installation has none for it. */
    public Optional<Driver> find(String locationId) {
        return Optional.<Driver>ofNullable(byLocation.get(locationId));
    }

    /**
     * The driver of a location that has servers.
     *
     * @throws DriverException where the location has none any more
     */
    public Driver of(String locationId) {
        return find(locationId)
                .orElseThrow(() -> new DriverException("the location " + locationId
                        + " has no driver; set hostmesh.locations." + locationId + ".driver"));
    }

    /** Whether a location does what it is asked to; empty where this installation has no driver for it. */
    public Optional<LocationHealth> health(String locationId) {
        return Optional.ofNullable(byLocation.get(locationId)).map(GuardedDriver::health);
    }

    /**
     * Asks a location whether it is there at all, which takes as long as a call to its driver.
     *
     * @return true if it does not answer; false where it does, or has no driver here
     */
    public boolean isAway(String locationId) {
        GuardedDriver driver = byLocation.get(locationId);
        return driver != null && driver.isAway();
    }

    /** Every location with a driver, and what customers read about one that the catalogue has no words for. */
    public Map<String, String> locations() {
        return Map.copyOf(descriptions);
    }

    @PreDestroy
    void close() {
        byLocation.forEach((location, driver) -> {
            try {
                driver.release();
            } catch (Exception e) {
                LOG.warnf(e, "driver could not be closed location=%s", location);
            }
        });
        time.close();
    }
}
