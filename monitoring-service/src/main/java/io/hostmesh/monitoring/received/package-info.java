/** Alerts that other systems judge and send here, as Prometheus and Alertmanager do. */
@NullMarked
package io.hostmesh.monitoring.received;

import org.jspecify.annotations.NullMarked;
