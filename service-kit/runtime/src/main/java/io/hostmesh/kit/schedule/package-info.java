/** Work that repeats. */
@NullMarked
package io.hostmesh.kit.schedule;

import org.jspecify.annotations.NullMarked;
