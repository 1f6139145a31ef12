package io.hostmesh.monitoring.judge;

/**
 * When a server that reports nothing is suspected. Periods in microseconds.
 *
 * @param threshold the suspicion level, phi, from which on a server is suspected: at 8, about one in 10^8 of its own intervals
 *     would be as long
 * @param minimumDeviation intervals are taken to vary at least this much, however regular they were
 * @param acceptablePause added to the mean of the intervals: pauses of a server's own that are no failure
 * @param notBefore no server is suspected before this much silence, however regular it was
 * @param atLatest every server is suspected after this much silence, however irregular it was
 * @param window how many intervals are remembered of each server
 * @param fewIntervals with fewer than this the intervals say nothing yet, and a fixed silence is what counts
 */
public record Suspicion(
        double threshold,
        long minimumDeviation,
        long acceptablePause,
        long notBefore,
        long atLatest,
        int window,
        int fewIntervals) {

    private static final long SECOND = 1_000_000;

    public Suspicion {
        if (!(threshold > 0) || minimumDeviation <= 0 || acceptablePause < 0 || notBefore < 0 || atLatest < notBefore) {
            throw new IllegalArgumentException(
                    "expected a threshold and a deviation above 0, a pause from 0 up, and not-before up to at-latest");
        }
        if (window < 2 || fewIntervals < 2 || fewIntervals > window) {
            throw new IllegalArgumentException("expected at least 2 intervals, and a window that holds them");
        }
    }

    public static Suspicion defaults() {
        return new Suspicion(8, SECOND / 2, 3 * SECOND, 5 * SECOND, 90 * SECOND, 32, 8);
    }
}
