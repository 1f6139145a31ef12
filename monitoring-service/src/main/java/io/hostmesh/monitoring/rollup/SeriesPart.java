package io.hostmesh.monitoring.rollup;

import java.time.Instant;
import java.util.UUID;

/**
 * What is kept of one minute of a series, or of a part of it.
 *
 * @param at the beginning of the minute
 * @param part its times in whole milliseconds
 */
public record SeriesPart(UUID series, Instant at, Part part) {}
