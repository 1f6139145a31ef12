@NullMarked
package io.hostmesh.provisioning.driver;

import org.jspecify.annotations.NullMarked;
