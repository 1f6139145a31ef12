package io.hostmesh.monitoring.diagnosis;

import io.hostmesh.contracts.AlertEvent.Series;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a diagnosis found.
 *
 * @param changes of a server: the metrics that changed most against the time before
 * @param series of a server: the newest time of its key metrics and of those that changed, as means over steps
 * @param echoes what was seen of the destination, or null where nothing could be
 * @param path what was seen of the way to it, or null where nothing could be
 * @param notes what could not be looked at, and why
 */
record Findings(
        List<Change> changes,
        List<Series> series,
        @Nullable PingReading echoes,
        @Nullable PathReading path,
        List<String> notes) {}
