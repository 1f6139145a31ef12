/** What a service's tests run on: a real PostgreSQL and a real Kafka. */
@NullMarked
package io.hostmesh.teststack;

import org.jspecify.annotations.NullMarked;
