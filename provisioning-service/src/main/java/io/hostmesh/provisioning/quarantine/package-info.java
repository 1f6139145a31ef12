/** Machines that failed and are not to be handed out again until an operator has looked at them. */
@NullMarked
package io.hostmesh.provisioning.quarantine;

import org.jspecify.annotations.NullMarked;
