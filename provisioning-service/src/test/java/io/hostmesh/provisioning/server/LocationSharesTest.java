package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.provisioning.driver.LocationHealth;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocationSharesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    private final Map<String, LocationHealth> health = new HashMap<>(Map.of("near", available(), "far", available()));
    private final LocationShares shares = new LocationShares(
            () -> 2, location -> Optional.ofNullable(health.get(location)), Clock.fixed(NOW, ZoneOffset.UTC));

    private static LocationHealth available() {
        return new LocationHealth(true, NOW, null, null);
    }

    private static LocationHealth openUntil(Instant retryAt) {
        return new LocationHealth(false, NOW, "it does not answer", retryAt);
    }

    @Test
    void shouldLeaveASlowLocationNoMoreThanItsShare() {
        shares.begun("far");
        assertEquals(Map.of("near", 2, "far", 1), shares.rooms(List.of("near", "far")));
        shares.begun("far");
        assertEquals(Map.of("near", 2), shares.rooms(List.of("near", "far")));
    }

    @Test
    void shouldOpenAgainWhenAStepEnds() {
        shares.begun("far");
        shares.begun("far");
        shares.ended("far");
        assertEquals(Map.of("near", 2, "far", 1), shares.rooms(List.of("near", "far")));
    }

    @Test
    void shouldTakeNothingByLooking() {
        shares.rooms(List.of("near"));
        assertEquals(Map.of("near", 2), shares.rooms(List.of("near")));
    }

    @Test
    void shouldLeaveALocationAloneThatIsNotAvailable() {
        health.put("far", openUntil(NOW.plusSeconds(1)));
        assertEquals(Map.of("near", 2), shares.rooms(List.of("near", "far")));
    }

    @Test
    void shouldTryALocationWithASingleStepWhenItIsDue() {
        health.put("far", openUntil(NOW));
        assertEquals(Map.of("far", 1), shares.rooms(List.of("far")));
        shares.begun("far");
        assertEquals(Map.of(), shares.rooms(List.of("far")));
    }

    @Test
    void shouldLetStepsFailWhoseLocationHasNoDriver() {
        assertEquals(Map.of("gone", 2), shares.rooms(List.of("gone")));
        shares.begun("gone");
        shares.begun("gone");
        assertEquals(Map.of(), shares.rooms(List.of("gone")));
    }
}
