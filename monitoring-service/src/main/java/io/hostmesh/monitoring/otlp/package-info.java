/** Metrics as OpenTelemetry sends them, turned into series as Prometheus has them. */
@NullMarked
package io.hostmesh.monitoring.otlp;

import org.jspecify.annotations.NullMarked;
