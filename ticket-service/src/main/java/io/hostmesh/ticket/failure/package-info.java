/** Turns what other services report of a failed server into one ticket per fault. */
@NullMarked
package io.hostmesh.ticket.failure;

import org.jspecify.annotations.NullMarked;
