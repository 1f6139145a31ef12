@NullMarked
package io.hostmesh.provisioning.kubernetes;

import org.jspecify.annotations.NullMarked;
