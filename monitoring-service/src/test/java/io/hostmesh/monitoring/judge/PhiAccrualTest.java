package io.hostmesh.monitoring.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class PhiAccrualTest {

    private static final long SECOND = 1_000_000;
    private static final long FIXED = 10 * SECOND;
    private static final Suspicion SUSPICION = Suspicion.defaults();

    private final PhiAccrual habits = new PhiAccrual();

    @Example
    void shouldBeTheDecimalLogarithmOfTheTailOfTheNormalDistribution() {
        Suspicion exact = new Suspicion(8, SECOND, 0, 0, 90 * SECOND, 32, 8);
        report(20, 10 * SECOND);

        assertEquals(0.30103, habits.phi(10 * SECOND, exact), 0.00001);
        assertEquals(-Math.log10(0.158655), habits.phi(11 * SECOND, exact), 0.001);
        assertEquals(-Math.log10(0.022750), habits.phi(12 * SECOND, exact), 0.001);
        assertEquals(-Math.log10(0.977250), habits.phi(8 * SECOND, exact), 0.001);
    }

    @Example
    void shouldSuspectARegularServerSoonAndASlowOneLater() {
        report(20, SECOND);
        assertFalse(suspicious(6 * SECOND));
        assertTrue(suspicious(7 * SECOND));

        PhiAccrual slow = new PhiAccrual();
        for (int index = 0; index < 20; index++) {
            slow.add(30 * SECOND, SUSPICION);
        }
        assertFalse(slow.isSuspicious(35 * SECOND, FIXED, SUSPICION));
        assertTrue(slow.isSuspicious(36 * SECOND, FIXED, SUSPICION));
    }

    @Example
    void shouldTrustTheFixedSilenceWhileIntervalsAreFew() {
        report(7, SECOND);
        assertFalse(suspicious(9 * SECOND));
        assertTrue(suspicious(10 * SECOND));

        report(1, SECOND);
        assertTrue(suspicious(7 * SECOND));
    }

    @Example
    void shouldGetUsedToANewPeriod() {
        report(50, SECOND);
        assertTrue(suspicious(20 * SECOND));

        report(32, 15 * SECOND);
        assertFalse(suspicious(20 * SECOND));
        assertEquals(15 * SECOND, habits.mean(), 1);
    }

    @Property(tries = 200)
    void shouldKeepItsBounds(
            @ForAll @Size(min = 8, max = 60) List<@LongRange(min = 0, max = 200_000_000) Long> intervals,
            @ForAll @LongRange(min = 0, max = 200_000_000) long silence) {
        PhiAccrual any = of(intervals);

        if (silence < SUSPICION.notBefore()) {
            assertFalse(any.isSuspicious(silence, FIXED, SUSPICION));
        }
        if (silence >= SUSPICION.atLatest()) {
            assertTrue(any.isSuspicious(silence, FIXED, SUSPICION));
        }
    }

    @Property(tries = 200)
    void shouldNeverBeLessSuspiciousOfALongerSilence(
            @ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0, max = 200_000_000) Long> intervals,
            @ForAll @LongRange(min = 0, max = 200_000_000) long silence,
            @ForAll @LongRange(min = 0, max = 200_000_000) long more) {
        PhiAccrual any = of(intervals);

        assertTrue(any.phi(silence + more, SUSPICION) >= any.phi(silence, SUSPICION));
        assertTrue(!any.isSuspicious(silence, FIXED, SUSPICION) || any.isSuspicious(silence + more, FIXED, SUSPICION));
        assertTrue(Double.isFinite(any.phi(silence + more, SUSPICION)));
    }

    @Property(tries = 200)
    void shouldRememberTheNewestIntervalsAndNoMore(
            @ForAll @Size(min = 1, max = 100) List<@IntRange(max = 90_000) Integer> milliseconds,
            @ForAll @IntRange(min = 2, max = 40) int window) {
        Suspicion suspicion = new Suspicion(8, SECOND, 0, 0, 90 * SECOND, window, 2);
        PhiAccrual any = new PhiAccrual();
        milliseconds.forEach(one -> any.add(one * 1_000L, suspicion));

        List<Integer> newest = milliseconds.subList(Math.max(0, milliseconds.size() - window), milliseconds.size());
        double mean = newest.stream().mapToInt(one -> one).average().orElseThrow();
        double variance = newest.stream()
                .mapToDouble(one -> (one - mean) * (one - mean))
                .average()
                .orElseThrow();
        assertEquals(newest.size(), any.count());
        assertEquals(mean * 1_000, any.mean(), 0.001);
        assertEquals(Math.sqrt(variance) * 1_000, any.deviation(), 10);
    }

    private boolean suspicious(long silence) {
        return habits.isSuspicious(silence, FIXED, SUSPICION);
    }

    private void report(int times, long interval) {
        for (int index = 0; index < times; index++) {
            habits.add(interval, SUSPICION);
        }
    }

    private static PhiAccrual of(List<Long> intervals) {
        PhiAccrual any = new PhiAccrual();
        intervals.forEach(interval -> any.add(interval, SUSPICION));
        return any;
    }
}
