/** The whole mesh as processes of one machine: started, watched and ended. */
@NullMarked
package io.hostmesh.local;

import org.jspecify.annotations.NullMarked;
