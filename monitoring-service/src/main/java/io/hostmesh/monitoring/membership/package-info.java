/** What monitoring knows of servers and groups, learned from provisioning's events. */
@NullMarked
package io.hostmesh.monitoring.membership;

import org.jspecify.annotations.NullMarked;
