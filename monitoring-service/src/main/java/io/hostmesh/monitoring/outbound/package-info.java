/** Calls to addresses that customers name: checked where they lead, bounded in time and size. */
@NullMarked
package io.hostmesh.monitoring.outbound;

import org.jspecify.annotations.NullMarked;
