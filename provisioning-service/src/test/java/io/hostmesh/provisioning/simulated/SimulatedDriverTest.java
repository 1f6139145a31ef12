package io.hostmesh.provisioning.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverContract;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.provisioning.simulated.SimulatedDriver.Behaviour;
import io.hostmesh.provisioning.simulated.SimulatedDriver.Odds;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedDriverTest extends DriverContract {

    private static final Latency SOON = Latency.parse("1 2 5");
    private static final Behaviour RELIABLE = new Behaviour(7, SOON, SOON, 0, 0, Odds.NONE);

    private final Clock clock = Clock.systemUTC();
    private final SimulatedPlace place = new SimulatedPlace(
            (spec, run) -> "dies".equals(spec.environment().get("STAND_IN"))
                    ? new Fates.Fate(Duration.ofMillis(1), Duration.ofNanos(-1), 7)
                    : new Fates.Fate(Duration.ofMillis(2), null, 0),
            1000);
    private final List<SimulatedDriver> drivers = new ArrayList<>();
    private final SimulatedDriver driver = driver(place, RELIABLE);

    private SimulatedDriver driver(SimulatedPlace of, Behaviour behaviour) {
        SimulatedDriver made = new SimulatedDriver(of, behaviour, clock, SimulatedDriverTest::pause);
        drivers.add(made);
        return made;
    }

    private static void pause(Duration duration) {
        java.util.concurrent.locks.LockSupport.parkNanos(duration.toNanos());
    }

    @AfterEach
    void close() {
        drivers.forEach(SimulatedDriver::close);
    }

    @Override
    protected Driver driver() {
        return driver;
    }

    @Override
    protected Driver restarted() {
        return driver(place, RELIABLE);
    }

    @Override
    protected boolean answers(String address) {
        String serverId = address.substring(0, address.indexOf('.'));
        return driver.answers(serverId, address, Duration.ofSeconds(1));
    }

    @Override
    protected void kill(String serverId) {
        place.kill(serverId, 137, clock.instant());
    }

    @Override
    protected long workloads(String serverId) {
        return place.observe(serverId, clock.instant()) instanceof Machine.Alive ? 1 : 0;
    }

    @Override
    protected BigDecimal vcpus(String serverId) {
        return place.find(serverId).orElseThrow().spec().vcpus();
    }

    @Test
    void shouldFareTheSameWithTheSameSeed() {
        Fates first = new Fates.Drawn(3, Latency.parse("10 100 1000"), 0.2, Duration.ofHours(1));
        Fates second = new Fates.Drawn(3, Latency.parse("10 100 1000"), 0.2, Duration.ofHours(1));
        Fates other = new Fates.Drawn(4, Latency.parse("10 100 1000"), 0.2, Duration.ofHours(1));
        List<Fates.Fate> fates = IntStream.range(0, 500)
                .mapToObj(number -> first.of(spec("srv_" + number), 0))
                .toList();
        for (int number = 0; number < fates.size(); number++) {
            assertEquals(fates.get(number), second.of(spec("srv_" + number), 0));
        }
        assertTrue(IntStream.range(0, 500)
                .anyMatch(number -> !fates.get(number).equals(other.of(spec("srv_" + number), 0))));
        long failed = fates.stream().filter(fate -> fate.exitStatus() == 1).count();
        assertTrue(failed > 60 && failed < 140, "about a fifth fails to boot, got " + failed);
        double mean = fates.stream()
                .mapToLong(fate -> fate.boot().toMillis())
                .average()
                .orElseThrow();
        assertTrue(mean > 80 && mean < 120, "boots take 100 ms on average, got " + mean);
    }

    @Test
    void shouldHaveNoMoreMachinesThanThereIsRoomFor() {
        SimulatedDriver small = driver(new SimulatedPlace(new Fates.Drawn(1, SOON, 0, null), 2), RELIABLE);
        small.create(spec("srv_a"));
        small.create(spec("srv_b"));
        small.create(spec("srv_b"));
        String message = assertThrows(RefusedException.class, () -> small.create(spec("srv_c")))
                .getMessage();
        assertEquals("the simulated location is full: it has room for 2 machines", message);
        small.delete("srv_a");
        assertInstanceOf(Machine.Alive.class, small.create(spec("srv_c")));
    }

    @Test
    void shouldHaveItsEffectWhenTheAnswerIsLost() {
        SimulatedDriver losing = driver(place, new Behaviour(7, SOON, SOON, 0, 1, Odds.NONE));
        assertThrows(DriverException.class, () -> losing.create(spec("srv_lost")));
        assertInstanceOf(Machine.Alive.class, driver.observe("srv_lost"));
        assertThrows(DriverException.class, () -> losing.delete("srv_lost"));
        assertInstanceOf(Machine.Absent.class, driver.observe("srv_lost"));
    }

    @Test
    void shouldFailWithoutEffectAsOftenAsAskedTo() {
        SimulatedDriver failing = driver(place, new Behaviour(7, Latency.parse("0 0 0"), SOON, 0.3, 0, Odds.NONE));
        long failed = IntStream.range(0, 500)
                .filter(number -> {
                    try {
                        failing.create(spec("srv_unlucky" + number));
                        return false;
                    } catch (DriverException e) {
                        return true;
                    }
                })
                .count();
        assertTrue(failed > 100 && failed < 200, "about 150 of 500 fail, got " + failed);
        assertEquals(500 - failed, driver.observeAll().size());
    }

    @Test
    void shouldFailToCreateOrRefuseToAsItIsToldTo() {
        SimulatedDriver broken = driver(place, new Behaviour(7, SOON, SOON, 0, 0, new Odds(1, 0)));
        DriverException failed = assertThrows(DriverException.class, () -> broken.create(spec("srv_a")));
        assertFalse(failed instanceof RefusedException, failed::toString);
        SimulatedDriver unwilling = driver(place, new Behaviour(7, SOON, SOON, 0, 0, new Odds(0, 1)));
        String message = assertThrows(RefusedException.class, () -> unwilling.create(spec("srv_a")))
                .getMessage();
        assertEquals("the simulated location refuses to create the machine of srv_a: its quota is used up", message);
        assertInstanceOf(Machine.Absent.class, unwilling.observe("srv_a"));
    }

    @Test
    void shouldPageThroughItsMachinesInTheOrderOfTheirServers() {
        IntStream.range(0, 5).forEach(number -> driver.create(spec("srv_page" + number)));
        assertEquals(
                List.of("srv_page2", "srv_page3"),
                driver.observeAfter("srv_page1", 2).stream()
                        .map(Machine::serverId)
                        .toList());
    }

    @Test
    void shouldSayWhatALatencyIs() {
        String message = assertThrows(IllegalArgumentException.class, () -> Latency.parse("5 ms"))
                .getMessage();
        assertEquals(
                "expected the least, the mean and the most milliseconds, like \"20 200 2000\", got \"5 ms\"", message);
    }

    @Test
    void shouldSayWhichSettingIsWrong() {
        refuses("capacity", "-1");
        refuses("stock", "-5");
        refuses("mean-lifetime", "PT0S");
        refuses("create-fails", "1.5");
        refuses("create-refused", "-0.1");
        refuses("boot-milliseconds", "1 2");
    }

    private static void refuses(String name, String value) {
        String property = "hostmesh.locations.lab.simulated." + name;
        SimulatedSettings settings = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(SimulatedSettings.class)
                .withMappingIgnore("hostmesh.**")
                .withSources(new PropertiesConfigSource(Map.of(property, value), "test", 100))
                .build()
                .getConfigMapping(SimulatedSettings.class);
        SimulatedDriverFactory factory = new SimulatedDriverFactory(settings, Clock.systemUTC());
        ConfigurationException refused = assertThrows(ConfigurationException.class, () -> factory.make("lab"));
        assertTrue(refused.toString().contains(property), refused::toString);
    }
}
