/** A service of one resource and one consumer, to test the kit with. */
@NullMarked
package io.hostmesh.kit.note;

import org.jspecify.annotations.NullMarked;
