package io.hostmesh.monitoring.series;

/**
 * How many samples a second an account may send: a bucket that a body may overdraw once, so that a body larger than what is
 * left is taken, and paid for by the wait after it.
 */
final class SampleRate {

    private final double perMilli;
    private final double burst;
    private double left;
    private long filledAt;

    SampleRate(long perSecond, long burst, long nowMillis) {
        this.perMilli = perSecond / 1_000.0;
        this.burst = burst;
        this.left = burst;
        this.filledAt = nowMillis;
    }

    /** Milliseconds to wait before the next body; 0 where it may come now. */
    synchronized long waitMillis(long nowMillis) {
        if (nowMillis > filledAt) {
            left = Math.min(burst, left + (nowMillis - filledAt) * perMilli);
            filledAt = nowMillis;
        }
        return left > 0 ? 0 : (long) Math.ceil((1 - left) / perMilli);
    }

    synchronized void take(int samples) {
        left -= samples;
    }
}
