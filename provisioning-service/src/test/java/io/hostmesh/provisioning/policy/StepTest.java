package io.hostmesh.provisioning.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.policy.Policy.Step;
import org.junit.jupiter.api.Test;

/** Which distances from the threshold a step is for, and how many members it is. */
class StepTest {

    @Test
    void shouldHaveTheBoundThatIsNearerToTheThreshold() {
        Step adds = new Step(5.0, 10.0, 1, null);
        assertFalse(adds.covers(4.9));
        assertTrue(adds.covers(5));
        assertTrue(adds.covers(9.9));
        assertFalse(adds.covers(10));
        Step removes = new Step(-10.0, -5.0, -1, null);
        assertFalse(removes.covers(-10));
        assertTrue(removes.covers(-9.9));
        assertTrue(removes.covers(-5));
        assertFalse(removes.covers(-4.9));
    }

    @Test
    void shouldRoundAPercentageDownButNeverToNobody() {
        Step adds = new Step(null, null, null, 25.0);
        assertEquals(2, adds.adjustment(11));
        assertEquals(1, adds.adjustment(1));
        Step removes = new Step(null, null, null, -25.0);
        assertEquals(-2, removes.adjustment(11));
        assertEquals(-1, removes.adjustment(1));
    }
}
