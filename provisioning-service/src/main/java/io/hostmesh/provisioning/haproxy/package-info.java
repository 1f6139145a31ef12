/** Balancers in an HAProxy that is there already, through its runtime API. */
@NullMarked
package io.hostmesh.provisioning.haproxy;

import org.jspecify.annotations.NullMarked;
