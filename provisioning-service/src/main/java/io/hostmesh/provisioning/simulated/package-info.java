/** Machines that are not there, as slow and as unreliable as they are told to be. */
@NullMarked
package io.hostmesh.provisioning.simulated;

import org.jspecify.annotations.NullMarked;
