package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.driver.LocationUnavailable;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.VirtualClock;
import io.hostmesh.provisioning.driver.VirtualPlaces;
import io.hostmesh.provisioning.fake.FakeDriver;
import io.hostmesh.provisioning.fake.FakeDriverFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hours of a location, on a clock that is moved: its guard, its share of steps and the delays of retries are the real ones, and steps
 * are taken and put off as {@link Reconciler} and {@link ServerProgressHandler} do. There is no sweep to try the location for them.
 */
class LocationPatienceTest {

    private static final String LOCATION = "far";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int AT_ONCE = 16;

    private final VirtualClock clock = new VirtualClock();
    private final FakeDriverFactory fakes = new FakeDriverFactory();
    private final FakeDriver place = fakes.of(LOCATION);
    private final Drivers drivers = VirtualPlaces.of(LOCATION, fakes, clock);
    private final LocationShares shares = new LocationShares(() -> AT_ONCE, drivers::health, clock);
    private final Retries retries = new Retries(Duration.ofMillis(200), Duration.ofSeconds(30), 4, 8);
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final List<String> givenUp = new ArrayList<>();

    /** A server that is to be made. */
    private static final class Waiting {

        private final String id;
        private Instant due;
        private int attempts;

        Waiting(String id, Instant due) {
            this.id = id;
            this.due = due;
        }
    }

    @AfterEach
    void close() {
        place.close();
    }

    private void ask(String kind, int count) {
        for (int number = 1; number <= count; number++) {
            waiting.add(new Waiting("srv_" + kind + number, clock.instant()));
        }
    }

    /** Everything that happens in that time. */
    private void pass(Duration duration) {
        Instant end = clock.instant().plus(duration);
        while (clock.instant().isBefore(end)) {
            int room = shares.rooms(List.of(LOCATION)).getOrDefault(LOCATION, 0);
            waiting.stream()
                    .filter(each -> !each.due.isAfter(clock.instant()))
                    .sorted(Comparator.comparing(each -> each.due))
                    .limit(room)
                    .toList()
                    .forEach(this::make);
            clock.pass(POLL);
        }
    }

    private void make(Waiting server) {
        try {
            drivers.of(LOCATION)
                    .create(new MachineSpec(server.id, 1, "workload-1", LOCATION, BigDecimal.ONE, 64, Map.of()));
            waiting.remove(server);
            made.add(server.id);
        } catch (LocationUnavailable away) {
            awaitLocation(server, away.retryAt());
        } catch (DriverException failure) {
            if (drivers.isAway(LOCATION)) {
                awaitLocation(server, health().retryAt() == null ? clock.instant() : health().retryAt());
            } else {
                fail(server);
            }
        }
    }

    private void awaitLocation(Waiting server, Instant until) {
        server.due = until.plus(retries.delay(1, 1));
    }

    private void fail(Waiting server) {
        server.attempts++;
        server.due = clock.instant().plus(retries.delay(server.attempts, 1));
        if (server.attempts == 4) {
            waiting.remove(server);
            givenUp.add(server.id);
        }
    }

    private LocationHealth health() {
        return drivers.health(LOCATION).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100})
    void shouldGiveNoServerUpHoweverLongItsLocationIsAway(int servers) {
        place.breakDown();
        ask("patient", servers);
        pass(Duration.ofHours(12));
        assertFalse(health().available());
        assertEquals(List.of(), givenUp);
        assertTrue(waiting.stream().allMatch(each -> each.attempts == 0), "an outage is nobody's attempt");
        place.repair();
        pass(Duration.ofMinutes(2));
        assertEquals(servers, made.size());
    }

    /** As many as there are steps at once, or more: between them, they make every attempt to try the location. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 100})
    void shouldGiveUpServersThatFailByThemselvesAndKeepTheLocationFromNobodyElse(int poisoned) {
        ask("poisoned", poisoned);
        waiting.forEach(each -> place.refuse(each.id));
        clock.pass(POLL);
        ask("healthy", 20);
        pass(Duration.ofMinutes(2));
        assertEquals(20, made.size(), givenUp::toString);
        pass(Duration.ofHours(1));
        assertEquals(poisoned, givenUp.size());
        assertTrue(givenUp.stream().allMatch(each -> each.startsWith("srv_poisoned")));
    }

    @Test
    void shouldGiveUpAServerThatFailsByItselfAlsoAfterAnOutage() {
        place.breakDown();
        ask("poisoned", 1);
        ask("healthy", 1);
        place.refuse("srv_poisoned1");
        pass(Duration.ofHours(1));
        place.repair();
        pass(Duration.ofMinutes(5));
        assertEquals(List.of("srv_healthy1"), made);
        assertEquals(List.of("srv_poisoned1"), givenUp);
    }
}
