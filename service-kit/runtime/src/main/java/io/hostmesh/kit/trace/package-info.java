/** Traces, where someone wants them. */
@NullMarked
package io.hostmesh.kit.trace;

import org.jspecify.annotations.NullMarked;
