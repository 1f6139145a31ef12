/** How many calls a caller may make. */
@NullMarked
package io.hostmesh.gateway.limit;

import org.jspecify.annotations.NullMarked;
