/** Asks targets that customers name for their metrics, at intervals, on whichever instance has time. */
@NullMarked
package io.hostmesh.monitoring.scrape;

import org.jspecify.annotations.NullMarked;
