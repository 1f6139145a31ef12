/** Samples in PostgreSQL: as they came in partitions of an hour, and rolled up by minute and hour. */
@NullMarked
package io.hostmesh.monitoring.history;

import org.jspecify.annotations.NullMarked;
