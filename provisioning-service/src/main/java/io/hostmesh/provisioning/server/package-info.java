@NullMarked
package io.hostmesh.provisioning.server;

import org.jspecify.annotations.NullMarked;
