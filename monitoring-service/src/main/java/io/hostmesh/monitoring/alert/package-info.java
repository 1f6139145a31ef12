/** Alerts as episodes: opened once, followed, resolved, shown. */
@NullMarked
package io.hostmesh.monitoring.alert;

import org.jspecify.annotations.NullMarked;
