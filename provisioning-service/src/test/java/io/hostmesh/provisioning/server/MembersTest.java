package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MembersTest {

    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

    private static Members.View member(String state, @Nullable Instant leasedUntil) {
        return new Members.View(
                "grp_1",
                "srv_1",
                "web-1",
                state,
                null,
                NOW,
                null,
                "nano",
                "local",
                "",
                1,
                false,
                leasedUntil,
                "request_1");
    }

    @Test
    void shouldBeQueuedUnlessSomebodyIsMakingItAtThisMoment() {
        assertTrue(member(ServerStates.REQUESTED, null).queued(NOW));
        assertTrue(member(ServerStates.BUILDING, null).queued(NOW));
        assertFalse(member(ServerStates.BUILDING, NOW.plusSeconds(1)).queued(NOW));
        assertTrue(member(ServerStates.BUILDING, NOW).queued(NOW), "who made it is gone, and another makes it later");
        assertFalse(member(ServerStates.RUNNING, null).queued(NOW));
    }
}
