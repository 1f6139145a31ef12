/** The way of a call through the gateway: refused early, answered here, or streamed to a service. */
@NullMarked
package io.hostmesh.gateway.proxy;

import org.jspecify.annotations.NullMarked;
