/** Requests that may be sent twice. */
@NullMarked
package io.hostmesh.kit.idempotency;

import org.jspecify.annotations.NullMarked;
