/** Machines as containers of a Docker engine. */
@NullMarked
package io.hostmesh.provisioning.docker;

import org.jspecify.annotations.NullMarked;
