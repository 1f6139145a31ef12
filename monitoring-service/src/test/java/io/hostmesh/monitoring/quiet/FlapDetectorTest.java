package io.hostmesh.monitoring.quiet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlapDetectorTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration SLOT = Duration.ofSeconds(30);

    private final FlapDetector detector = new FlapDetector(new FlapSettings(SLOT, 30, 15));

    @Test
    void shouldCountEveryStepAsChangedWhenItChangesAllTheTime() {
        assertEquals(100, detector.changePercent(every(Duration.ofSeconds(1), 40), NOW), 1e-9);
    }

    @Test
    void shouldWeighTheNewestChangeHalfAsMuchAgainAsTheOldest() {
        assertEquals(6, detector.changePercent(List.of(NOW), NOW), 1e-9);
        assertEquals(4, detector.changePercent(List.of(NOW.minus(SLOT.multipliedBy(19))), NOW), 1e-9);
        assertEquals(0, detector.changePercent(List.of(NOW.minus(SLOT.multipliedBy(20))), NOW), 1e-9);
    }

    /** The example of the Nagios documentation: 7 changes of 20 are 35 %, and about that when weighted. */
    @Test
    void shouldComeNearTheUnweightedShare() {
        List<Instant> changes = new ArrayList<>();
        for (int slot : new int[] {1, 3, 7, 9, 12, 16, 18}) {
            changes.add(NOW.minus(SLOT.multipliedBy(slot)).plusMillis(slot));
        }
        assertEquals(35, detector.changePercent(changes, NOW), 2);
    }

    @Test
    void shouldStartAtTheHighAndStopAtTheLowThreshold() {
        assertFalse(detector.isFlapping(false, 29.9));
        assertTrue(detector.isFlapping(false, 30));
        assertTrue(detector.isFlapping(true, 15));
        assertFalse(detector.isFlapping(true, 14.9));
    }

    @Test
    void shouldCalmDownWhenNothingChangesAnyMore() {
        List<Instant> changes = every(Duration.ofSeconds(1), 40);
        double before = 100;
        for (int slot = 1; slot <= 20; slot++) {
            double percent = detector.changePercent(changes, NOW.plus(SLOT.multipliedBy(slot)));
            assertTrue(percent < before, "slot " + slot + " has " + percent + " after " + before);
            before = percent;
        }
        assertEquals(0, before, 1e-9);
    }

    @Test
    void shouldNotFlapByAnEverydayEpisodeNowAndThen() {
        List<Instant> changes = every(Duration.ofMinutes(3), 40);
        assertFalse(detector.isFlapping(false, detector.changePercent(changes, NOW)));
    }

    @Test
    void shouldRefuseThresholdsThatCannotWork() {
        assertThrows(IllegalArgumentException.class, () -> new FlapSettings(SLOT, 15, 30));
        assertThrows(IllegalArgumentException.class, () -> new FlapSettings(Duration.ZERO, 30, 15));
    }

    /** The newest first. */
    private static List<Instant> every(Duration period, int count) {
        List<Instant> changes = new ArrayList<>();
        for (int change = count - 1; change >= 0; change--) {
            changes.add(NOW.minus(period.multipliedBy(change)));
        }
        Collections.reverse(changes);
        return changes;
    }
}
