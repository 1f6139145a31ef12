/** Questions about recent samples. */
@NullMarked
package io.hostmesh.monitoring.query;

import org.jspecify.annotations.NullMarked;
