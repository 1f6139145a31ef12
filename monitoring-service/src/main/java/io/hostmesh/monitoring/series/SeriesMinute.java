package io.hostmesh.monitoring.series;

import io.hostmesh.monitoring.rollup.Part;
import java.time.Instant;

/**
 * The samples of a series within one minute.
 *
 * @param at the beginning of the minute
 * @param part not always all of them: when another instance takes over within the minute, it has the rest
 */
public record SeriesMinute(SeriesName series, Instant at, Part part) {}
