package io.hostmesh.monitoring.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a push, for the API's description: {@link PushReader} reads it without making these.
 *
 * @param server the server the samples are of; not needed with a server's own token. With an API key and without it the samples are
 *     of series of the account
 */
record PushRequest(@Nullable String server, List<PushedSample> samples) {

    /**
     * One figure.
     *
     * @param metric for example {@code cpu_utilization_percent}: letters, digits, {@code _}, {@code :} and {@code .}
     * @param labels what tells its series from others of that metric; not with {@code server}. The label {@code hostmesh_server} says
     *     which server a series is about
     */
    record PushedSample(String metric, @Nullable Map<String, String> labels, double value, Instant timestamp) {}
}
