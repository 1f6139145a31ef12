package io.hostmesh.benchmarks;

import java.util.Arrays;

/** Order statistics of durations, by the nearest-rank method. */
final class Percentiles {

    private final double[] sortedMillis;

    /**
     * @param millis at least one duration, in milliseconds
     */
    Percentiles(double[] millis) {
        if (millis.length == 0) {
            throw new IllegalArgumentException("expected at least one duration");
        }
        sortedMillis = millis.clone();
        Arrays.sort(sortedMillis);
    }

    /** The smallest duration that at least that share of all, in percent, does not exceed; rounded to 0.01 ms. */
    double at(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sortedMillis.length);
        double value = sortedMillis[Math.max(0, rank - 1)];
        return Math.round(value * 100) / 100.0;
    }

    double maximum() {
        return at(100);
    }
}
