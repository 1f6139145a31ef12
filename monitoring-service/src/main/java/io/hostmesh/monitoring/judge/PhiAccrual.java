package io.hostmesh.monitoring.judge;

import java.util.Arrays;

/**
 * How unlikely it is, by its own intervals so far, that a server lives and was just not heard for so long.
 *
 * <p>The phi accrual failure detector of Hayashibara, Défago, Yared and Katayama (SRDS 2004): phi is minus the decimal
 * logarithm of the probability that an interval is at least that long, with intervals taken to be normal with the mean and the
 * deviation of the newest ones. The tail of the normal distribution is the logistic approximation that Akka uses.
 */
final class PhiAccrual {

    private static final int MICROS_A_MILLI = 1_000;
    private static final int FIRST_CAPACITY = 2;

    /** A ring of the newest intervals, in milliseconds. */
    private int[] intervals = new int[FIRST_CAPACITY];

    private int count;
    private int next;
    private long sum;
    private long sumOfSquares;

    /** Adds an interval, in microseconds; one that is longer than the longest suspicion counts as that. */
    void add(long interval, Suspicion suspicion) {
        int milliseconds = (int) (Math.max(0, Math.min(interval, suspicion.atLatest())) / MICROS_A_MILLI);
        if (count == intervals.length && count < suspicion.window()) {
            intervals = Arrays.copyOf(intervals, Math.min(2 * count, suspicion.window()));
            next = count;
        }
        if (count == intervals.length) {
            long oldest = intervals[next];
            sum -= oldest;
            sumOfSquares -= oldest * oldest;
        } else {
            count++;
        }
        intervals[next] = milliseconds;
        sum += milliseconds;
        sumOfSquares += (long) milliseconds * milliseconds;
        next = (next + 1) % intervals.length;
    }

    int count() {
        return count;
    }

    /** Forgets all intervals: what comes next is another life. */
    void clear() {
        intervals = new int[FIRST_CAPACITY];
        count = 0;
        next = 0;
        sum = 0;
        sumOfSquares = 0;
    }

    /** Whether a silence of that many microseconds is suspicious; {@code fixed} decides while the intervals are few. */
    boolean isSuspicious(long silence, long fixed, Suspicion suspicion) {
        if (count < suspicion.fewIntervals()) {
            return silence >= Math.min(fixed, suspicion.atLatest());
        }
        return silence >= suspicion.atLatest()
                || (silence >= suspicion.notBefore() && phi(silence, suspicion) >= suspicion.threshold());
    }

    /** The suspicion level after a silence of that many microseconds; 0 while nothing is known. */
    double phi(long silence, Suspicion suspicion) {
        if (count == 0) {
            return 0;
        }
        double mean = mean() + suspicion.acceptablePause();
        double y = (silence - mean) / Math.max(deviation(), (double) suspicion.minimumDeviation());
        double exponent = y * (1.5976 + 0.070566 * y * y);
        // log10(1 + e^x) without an overflow: for a large x it is x itself.
        return exponent > 30 ? exponent / Math.log(10) : Math.log1p(Math.exp(exponent)) / Math.log(10);
    }

    /** In microseconds. */
    double mean() {
        return count == 0 ? 0 : (double) sum / count * MICROS_A_MILLI;
    }

    /** In microseconds. */
    double deviation() {
        if (count == 0) {
            return 0;
        }
        double mean = (double) sum / count;
        return Math.sqrt(Math.max(0, (double) sumOfSquares / count - mean * mean)) * MICROS_A_MILLI;
    }
}
