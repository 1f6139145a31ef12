/** Effects of events happen once. */
@NullMarked
package io.hostmesh.kit.inbox;

import org.jspecify.annotations.NullMarked;
