package io.hostmesh.monitoring.ingest;

import io.hostmesh.monitoring.series.SeriesLimits;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** What accounts may send; what each means is said at {@link SeriesLimits}. */
@ConfigMapping(prefix = "hostmesh.series")
interface SeriesSettings {

    int maximumUncompressedBytes();

    int maximumSamples();

    int maximumLabels();

    int maximumLabelNameBytes();

    int maximumLabelValueBytes();

    Duration maximumPast();

    Duration maximumFuture();

    int maximumActive();

    long maximumSamplesPerSecond();

    long burstSamples();

    /** A series without a sample for this long is not active any more. */
    Duration idleAfter();

    String serverLabel();

    default SeriesLimits toLimits() {
        return new SeriesLimits(
                maximumUncompressedBytes(),
                maximumSamples(),
                maximumLabels(),
                maximumLabelNameBytes(),
                maximumLabelValueBytes(),
                maximumPast().toMillis(),
                maximumFuture().toMillis(),
                maximumActive(),
                maximumSamplesPerSecond(),
                burstSamples(),
                serverLabel());
    }
}
