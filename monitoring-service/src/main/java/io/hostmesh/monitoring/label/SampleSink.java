package io.hostmesh.monitoring.label;

/** Where samples go that were read from some format. */
@FunctionalInterface
public interface SampleSink {

    /**
     * Takes a sample.
     *
     * @param takenAtMillis since 1970
     * @param value a stale marker where the series ends
     */
    void add(Labels series, long takenAtMillis, double value);
}
