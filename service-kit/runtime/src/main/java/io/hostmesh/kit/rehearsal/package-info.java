/** Practice for the first real event. */
@NullMarked
package io.hostmesh.kit.rehearsal;

import org.jspecify.annotations.NullMarked;
