package io.hostmesh.monitoring.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * The end of a path.
 *
 * @param address as the programs print it
 * @param echoes what was seen of it by itself, or null where nothing was
 */
record Destination(String address, @Nullable PingReading echoes) {}
