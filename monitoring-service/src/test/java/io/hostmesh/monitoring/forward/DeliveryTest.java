package io.hostmesh.monitoring.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.monitoring.forward.Delivery.Again;
import io.hostmesh.monitoring.forward.Delivery.Done;
import io.hostmesh.monitoring.forward.Delivery.Refused;
import io.hostmesh.monitoring.forward.Delivery.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Waits WAITS = new Waits(Duration.ofMillis(100), Duration.ofSeconds(30));

    private static Delivery after(int status, @Nullable String retryAfter, int attempts) {
        return Delivery.after(status, retryAfter, attempts, WAITS, NOW);
    }

    @Test
    void shouldRepeatWhatCanSucceedLaterAndNothingElse() {
        assertEquals(new Done(), after(200, null, 1));
        assertEquals(new Done(), after(204, null, 1));
        for (int status : List.of(301, 400, 401, 404, 413)) {
            assertEquals(new Refused(status), after(status, "1", 1));
        }
        for (int status : List.of(408, 429, 500, 502, 503)) {
            assertEquals(new Again(Duration.ofMillis(100)), after(status, null, 1));
        }
    }

    @Test
    void shouldWaitLongerEachTimeUpToTheBound() {
        assertEquals(new Again(Duration.ofMillis(400)), after(503, null, 3));
        assertEquals(new Again(Duration.ofSeconds(30)), after(503, null, 1_000_000));
    }

    @Test
    void shouldWaitAsLongAsTheStoreAsksWithinTheBound() {
        assertEquals(new Again(Duration.ofSeconds(7)), after(503, "7", 1));
        assertEquals(new Again(Duration.ofSeconds(9)), after(429, "Sun, 22 Nov 2026 12:00:09 GMT", 1));
        assertEquals(new Again(Duration.ofSeconds(30)), after(503, "86400", 1));
        assertEquals(new Again(Duration.ofMillis(200)), after(503, "soon", 2));
        assertEquals(new Again(Duration.ofMillis(200)), after(503, "0", 2));
    }
}
