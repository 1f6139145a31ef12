/** Identifiers and time, both injectable. */
@NullMarked
package io.hostmesh.kit.id;

import org.jspecify.annotations.NullMarked;
