/** Who is calling: API keys and servers' own tokens in, one internal token for the services out. */
@NullMarked
package io.hostmesh.gateway.identity;

import org.jspecify.annotations.NullMarked;
