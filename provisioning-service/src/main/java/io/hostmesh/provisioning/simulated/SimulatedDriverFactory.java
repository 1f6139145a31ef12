package io.hostmesh.provisioning.simulated;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverFactory;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.simulated.SimulatedSettings.Simulation;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Makes the simulated driver of a location. Its machines live as long as this process does. */
@ApplicationScoped
class SimulatedDriverFactory implements DriverFactory {

    private final SimulatedSettings settings;
    private final Clock clock;
    private final Map<String, SimulatedPlace> places = new ConcurrentHashMap<>();

    SimulatedDriverFactory(SimulatedSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return SimulatedDriver.NAME;
    }

    @Override
    public Driver make(String locationId) {
        Simulation simulation = Optional.ofNullable(settings.locations().get(locationId))
                .flatMap(SimulatedSettings.Location::simulated)
                .orElseThrow(() -> new ConfigurationException("expected hostmesh.locations." + locationId
                        + ".simulated.seed for a simulated location, got no settings of it"));
        Latency create = latency(locationId, "create-milliseconds", simulation.createMilliseconds());
        Latency boot = latency(locationId, "boot-milliseconds", simulation.bootMilliseconds());
        Latency delete = latency(locationId, "delete-milliseconds", simulation.deleteMilliseconds());
        atLeast(0, locationId, "capacity", simulation.capacity());
        atLeast(0, locationId, "stock", simulation.stock());
        simulation.meanLifetime().ifPresent(mean -> atLeast(1, locationId, "mean-lifetime", mean.toMillis()));
        SimulatedDriver.Behaviour behaviour = new SimulatedDriver.Behaviour(
                simulation.seed(),
                create,
                delete,
                rate(locationId, "api-errors", simulation.apiErrors()),
                rate(locationId, "api-lost", simulation.apiLost()),
                new SimulatedDriver.Odds(
                        rate(locationId, "create-fails", simulation.createFails()),
                        rate(locationId, "create-refused", simulation.createRefused())));
        Fates fates = new Fates.Drawn(
                simulation.seed(),
                boot,
                rate(locationId, "boot-fails", simulation.bootFails()),
                simulation.meanLifetime().orElse(null));
        SimulatedPlace place = places.computeIfAbsent(locationId, id -> {
            SimulatedPlace made = new SimulatedPlace(fates, simulation.capacity());
            made.stock(stock(id, simulation.stock()), clock.instant());
            return made;
        });
        return new SimulatedDriver(place, behaviour, clock, duration -> LockSupport.parkNanos(duration.toNanos()));
    }

    private static List<MachineSpec> stock(String locationId, int machines) {
        return IntStream.rangeClosed(1, machines)
                .mapToObj(number -> new MachineSpec(
                        String.format(Locale.ROOT, "srv_stock%07d", number),
                        1,
                        "workload-1",
                        locationId,
                        BigDecimal.ONE,
                        512,
                        Map.of()))
                .toList();
    }

    private static Latency latency(String locationId, String name, String text) {
        try {
            return Latency.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "hostmesh.locations." + locationId + ".simulated." + name + ": " + e.getMessage(), e);
        }
    }

    private static void atLeast(long least, String locationId, String name, long value) {
        if (value < least) {
            throw new ConfigurationException("expected hostmesh.locations." + locationId + ".simulated." + name
                    + " to be at least " + least + ", got " + value);
        }
    }

    private static double rate(String locationId, String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new ConfigurationException("expected hostmesh.locations." + locationId + ".simulated." + name
                    + " to be from 0 to 1, got " + rate);
        }
        return rate;
    }
}
