@NullMarked
package io.hostmesh.provisioning.catalogue;

import org.jspecify.annotations.NullMarked;
