/** Everything that happened, kept for a while and handed out as lists and as a stream. */
@NullMarked
package io.hostmesh.gateway.event;

import org.jspecify.annotations.NullMarked;
