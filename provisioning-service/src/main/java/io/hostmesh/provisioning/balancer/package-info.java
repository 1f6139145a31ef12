/** The one address of a group: what spreads connections over its members that are ready. */
@NullMarked
package io.hostmesh.provisioning.balancer;

import org.jspecify.annotations.NullMarked;
