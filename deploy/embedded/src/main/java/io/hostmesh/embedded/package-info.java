/** A real PostgreSQL and a real Kafka as child processes of whoever needs them on one machine. */
@NullMarked
package io.hostmesh.embedded;

import org.jspecify.annotations.NullMarked;
