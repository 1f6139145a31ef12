package io.hostmesh.monitoring.check;

/** The time since it was started. */
record Stopwatch(long startedNanos) {

    private static final double NANOS_A_MILLI = 1_000_000;

    static Stopwatch start() {
        return new Stopwatch(System.nanoTime());
    }

    double milliseconds() {
        return Math.round((System.nanoTime() - startedNanos) / NANOS_A_MILLI * 1_000) / 1_000.0;
    }
}
