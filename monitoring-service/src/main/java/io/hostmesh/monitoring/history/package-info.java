/** Raw samples in PostgreSQL, in partitions of an hour. */
@NullMarked
package io.hostmesh.monitoring.history;

import org.jspecify.annotations.NullMarked;
