/** Balancers in a process of this host, which needs nothing but Java. */
@NullMarked
package io.hostmesh.provisioning.embedded;

import org.jspecify.annotations.NullMarked;
