package io.hostmesh.monitoring.ingest;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** What a request may hold. */
@ConfigMapping(prefix = "hostmesh.ingest")
interface PushLimits {

    int maximumSamples();

    int maximumMetricLength();

    /** How far a sample's time may be ahead of the clock here. */
    Duration maximumFuture();

    /** How old a sample may be. */
    Duration maximumPast();

    /** Requests that wait for Kafka at the same time; one more is refused. */
    int maximumRequestsInFlight();

    /** What goes to Kafka as one record; what is larger is refused. */
    int maximumRecordBytes();

    /** How long Kafka may take before a request is refused. */
    Duration acknowledgedWithin();
}
