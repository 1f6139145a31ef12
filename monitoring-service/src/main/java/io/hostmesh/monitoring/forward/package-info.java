/** Hands all samples on to a store of the operator's that speaks Prometheus remote write. */
@NullMarked
package io.hostmesh.monitoring.forward;

import org.jspecify.annotations.NullMarked;
