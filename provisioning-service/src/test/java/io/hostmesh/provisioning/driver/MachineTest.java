package io.hostmesh.provisioning.driver;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MachineTest {

    private static Machine.Ended ended(@Nullable Integer exitStatus) {
        Instant end = Instant.parse("2026-03-01T12:00:05Z");
        return new Machine.Ended("srv_a", end.minusSeconds(60), exitStatus, end, false, true, List.of());
    }

    /** A kill for want of memory is counted for as long as the machine is on, whatever happens to it later. */
    @Test
    void shouldLackMemoryOnlyIfItWasKilled() {
        assertTrue(ended(137).outOfMemory());
        assertTrue(ended(null).outOfMemory(), "nobody knows how it ended");
        assertFalse(ended(0).outOfMemory());
        assertFalse(ended(3).outOfMemory());
        assertFalse(ended(143).outOfMemory());
    }
}
