/** What makes alerts quiet: who mutes whom, what flaps, and when there is something to tell. Pure: no clock, no input or output. */
@NullMarked
package io.hostmesh.monitoring.quiet;

import org.jspecify.annotations.NullMarked;
