/** Brings what monitoring found of a server to that server's tickets. */
@NullMarked
package io.hostmesh.ticket.diagnosis;

import org.jspecify.annotations.NullMarked;
