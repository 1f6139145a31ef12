@NullMarked
package io.hostmesh.provisioning.group;

import org.jspecify.annotations.NullMarked;
