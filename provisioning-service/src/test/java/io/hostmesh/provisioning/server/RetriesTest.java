package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final Instant T0 = Instant.parse("2026-11-22T00:00:00Z");

    private final Retries retries = new Retries(Duration.ofMillis(200), Duration.ofSeconds(1), 4, 8);

    private List<Long> delays(double jitter, Integer... failures) {
        return Stream.of(failures)
                .map(count -> retries.delay(count, jitter).toMillis())
                .toList();
    }

    @Test
    void shouldDoubleTheDelayUpToItsBound() {
        assertEquals(List.of(200L, 400L, 800L, 1000L, 1000L), delays(1, 1, 2, 3, 4, 5));
        assertEquals(List.of(200L, 1000L, 1000L), delays(1, 0, 64, Integer.MAX_VALUE));
    }

    @Test
    void shouldSpreadAttemptsOverTheSecondHalfOfTheDelay() {
        assertEquals(List.of(100L, 200L, 500L), delays(0, 1, 2, 9));
        assertEquals(List.of(150L, 300L, 750L), delays(0.5, 1, 2, 9));
    }

    @Test
    void shouldGiveUpSoonerWhatWasNeverThere() {
        ServerDescription description =
                ServerDescription.first("srv_1", "acc_1", "web", null, "small", "workload-1", "local", List.of(), T0);
        Server.Building building = new Server.Requested(description, T0).build(T0);
        Server.Stopping stopping = building.answered("127.0.0.1:9", T0).stop(T0);
        assertFalse(retries.exhausted(building, 3));
        assertTrue(retries.exhausted(building, 4));
        assertFalse(retries.exhausted(stopping, 7));
        assertTrue(retries.exhausted(stopping, 8));
    }

    @Test
    void shouldLookLessOftenTheLongerItWaitsForAMachine() {
        assertEquals(Duration.ofMillis(10), pause(Duration.ZERO));
        assertEquals(Duration.ofMillis(50), pause(Duration.ofSeconds(1)));
        assertEquals(Duration.ofMillis(250), pause(Duration.ofSeconds(20)));
    }

    private static Duration pause(Duration waited) {
        return Duration.ofNanos(MachineWorker.pauseNanos(waited.toNanos()));
    }
}
