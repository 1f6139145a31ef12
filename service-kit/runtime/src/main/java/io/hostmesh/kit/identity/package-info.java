/** Who calls. */
@NullMarked
package io.hostmesh.kit.identity;

import org.jspecify.annotations.NullMarked;
