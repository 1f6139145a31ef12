/** How many members a group should have: its policies, what limits them, and why. Pure: no clock, no input or output. */
@NullMarked
package io.hostmesh.provisioning.policy;

import org.jspecify.annotations.NullMarked;
