/** Support cases: what they are, who may do what with them, and how they are kept. */
@NullMarked
package io.hostmesh.ticket.ticket;

import org.jspecify.annotations.NullMarked;
