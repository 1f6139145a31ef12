/** Who changed what, and how it ended. */
@NullMarked
package io.hostmesh.gateway.audit;

import org.jspecify.annotations.NullMarked;
