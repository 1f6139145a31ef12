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
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocationSharesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    private final Map<String, LocationHealth> health = new HashMap<>(Map.of("near", available(), "far", available()));
    private final LocationShares shares = new LocationShares(
            2, location -> Optional.ofNullable(health.get(location)), Clock.fixed(NOW, ZoneOffset.UTC));

    private static LocationHealth available() {
        return new LocationHealth(true, NOW, null, null);
    }

    private static LocationHealth openUntil(Instant retryAt) {
        return new LocationHealth(false, NOW, "it does not answer", retryAt);
    }

    @Test
    void shouldLeaveASlowLocationNoMoreThanItsShare() {
        shares.begun("far");
        shares.begun("far");
        assertEquals(List.of("far"), shares.closed(Set.of("near", "far")));
        assertEquals(List.of(false, true, true, false), shares.admit(List.of("far", "near", "near", "near")));
    }

    @Test
    void shouldOpenAgainWhenAStepEnds() {
        shares.begun("far");
        shares.begun("far");
        shares.ended("far");
        assertEquals(List.of(), shares.closed(Set.of("near", "far")));
        assertEquals(List.of(true, false), shares.admit(List.of("far", "far")));
    }

    @Test
    void shouldTakeNothingByAdmitting() {
        shares.admit(List.of("near", "near"));
        assertEquals(List.of(true, true), shares.admit(List.of("near", "near")));
    }

    @Test
    void shouldLeaveALocationAloneThatIsNotAvailable() {
        health.put("far", openUntil(NOW.plusSeconds(1)));
        assertEquals(List.of("far"), shares.closed(Set.of("near", "far")));
        assertEquals(List.of(false), shares.admit(List.of("far")));
    }

    @Test
    void shouldTryALocationWithASingleStepWhenItIsDue() {
        health.put("far", openUntil(NOW));
        assertEquals(List.of(true, false), shares.admit(List.of("far", "far")));
        shares.begun("far");
        assertEquals(List.of("far"), shares.closed(Set.of("near", "far")));
    }

    @Test
    void shouldLetStepsFailWhoseLocationHasNoDriver() {
        assertEquals(List.of(true, true, false), shares.admit(List.of("gone", "gone", "gone")));
        shares.begun("gone");
        shares.begun("gone");
        assertEquals(List.of("gone"), shares.closed(Set.of("near", "far")));
    }
}
