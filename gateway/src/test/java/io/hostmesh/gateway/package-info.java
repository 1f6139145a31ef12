/** Tests of the gateway as a whole, from outside. */
@NullMarked
package io.hostmesh.gateway;

import org.jspecify.annotations.NullMarked;
