package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

    private long nanos = -5;
    private final Precedence precedence = new Precedence(2, Duration.ofSeconds(30), () -> nanos);

    private void after(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void shouldLetStepsBeginAsLongAsNoDecisionWaits() {
        assertEquals(16, precedence.most(16));
    }

    @Test
    void shouldLetFewBeginWhileDecisionsWait() {
        precedence.decisionsWait();
        assertEquals(2, precedence.most(16));
        assertEquals(1, precedence.most(1));
        after(Duration.ofMillis(101));
        assertEquals(16, precedence.most(16));
    }

    @Test
    void shouldNotWaitForLongerThanTheBound() {
        for (int moment = 0; moment <= 300; moment++) {
            precedence.decisionsWait();
            assertEquals(2, precedence.most(16));
            after(Duration.ofMillis(100));
        }
        precedence.decisionsWait();
        assertEquals(16, precedence.most(16));
        after(Duration.ofSeconds(1));
        precedence.decisionsWait();
        assertEquals(2, precedence.most(16));
    }
}
