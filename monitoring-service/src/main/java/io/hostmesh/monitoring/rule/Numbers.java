package io.hostmesh.monitoring.rule;

/** Samples that are no ordinary numbers. */
public final class Numbers {

    /** Prometheus' staleness marker: the one NaN that says that a series has ended. */
    public static final long STALE = 0x7ff0000000000002L;

    private Numbers() {}

    public static boolean isStale(double value) {
        return Double.isNaN(value) && Double.doubleToRawLongBits(value) == STALE;
    }
}
