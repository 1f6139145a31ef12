/** Events between services: their wire form and their consumption. */
@NullMarked
package io.hostmesh.kit.event;

import org.jspecify.annotations.NullMarked;
