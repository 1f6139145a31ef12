package io.hostmesh.monitoring.series;

/**
 * What a series, and a body of them, may be.
 *
 * @param uncompressedBytes of a body
 * @param samples of a body
 * @param labels of a series
 * @param labelNameBytes of the name of a label, and {@code labelValueBytes} of its value
 * @param pastMillis how old a sample may be, and {@code futureMillis} how far ahead of the clock here
 * @param activeSeries of an account: series that had a sample within the idle time
 * @param samplesPerSecond of an account, and {@code burstSamples} at once
 * @param serverLabel the label that names the server that a series is about
 */
public record SeriesLimits(
        int uncompressedBytes,
        int samples,
        int labels,
        int labelNameBytes,
        int labelValueBytes,
        long pastMillis,
        long futureMillis,
        int activeSeries,
        long samplesPerSecond,
        long burstSamples,
        String serverLabel) {}
