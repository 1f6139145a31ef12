/** Machines as processes of this computer. */
@NullMarked
package io.hostmesh.provisioning.process;

import org.jspecify.annotations.NullMarked;
