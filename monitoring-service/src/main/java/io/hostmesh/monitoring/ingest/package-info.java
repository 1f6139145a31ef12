/** The door for samples: read, checked, durable in Kafka, acknowledged. */
@NullMarked
package io.hostmesh.monitoring.ingest;

import org.jspecify.annotations.NullMarked;
