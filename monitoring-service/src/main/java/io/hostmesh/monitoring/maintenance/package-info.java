/** Planned work on servers, as ticket-service's events say. */
@NullMarked
package io.hostmesh.monitoring.maintenance;

import org.jspecify.annotations.NullMarked;
