@NullMarked
package io.hostmesh.provisioning.spending;

import org.jspecify.annotations.NullMarked;
