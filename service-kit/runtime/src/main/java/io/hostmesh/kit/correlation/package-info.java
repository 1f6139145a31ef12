/** The correlation id of requests. */
@NullMarked
package io.hostmesh.kit.correlation;

import org.jspecify.annotations.NullMarked;
