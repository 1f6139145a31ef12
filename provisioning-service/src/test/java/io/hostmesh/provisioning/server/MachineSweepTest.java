package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.provisioning.driver.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineSweepTest {

    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static Machine alive(String serverId, long ageSeconds) {
        return new Machine.Alive(serverId, NOW.minusSeconds(ageSeconds), null, null);
    }

    private static Machine ended(String serverId, long ageSeconds) {
        return new Machine.Ended(serverId, NOW.minusSeconds(ageSeconds), 0, NOW, false, List.of());
    }

    @Test
    void shouldLeaveOrphansAloneUntilTheyAreOlderThanTheGraceTime() {
        assertEquals(
                List.of("srv_alive", "srv_ended"),
                MachineSweep.orphans(
                        List.of(
                                alive("srv_alive", 31),
                                alive("srv_alive_at_its_limit", 30),
                                alive("srv_alive_young", 1),
                                ended("srv_ended", 31),
                                ended("srv_ended_young", 29),
                                new Machine.Absent("srv_absent", NOW.minusSeconds(31))),
                        GRACE,
                        NOW));
    }
}
