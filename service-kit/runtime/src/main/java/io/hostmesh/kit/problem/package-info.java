/** Errors as problem details, RFC 9457. */
@NullMarked
package io.hostmesh.kit.problem;

import org.jspecify.annotations.NullMarked;
