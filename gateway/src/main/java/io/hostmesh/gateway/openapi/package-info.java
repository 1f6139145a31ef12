/** One document of the whole API. */
@NullMarked
package io.hostmesh.gateway.openapi;

import org.jspecify.annotations.NullMarked;
