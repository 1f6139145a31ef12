package io.hostmesh.monitoring.ingest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a push, for the API's description: {@link PushReader} reads it without making these.
 *
 * @param server the server the samples are of; not needed with a server's own token
 */
record PushRequest(@Nullable String server, List<PushedSample> samples) {

    /**
     * One figure.
     *
     * @param metric for example {@code cpu_utilization_percent}: letters, digits, {@code _}, {@code :} and {@code .}
     */
    record PushedSample(String metric, double value, Instant timestamp) {}
}
