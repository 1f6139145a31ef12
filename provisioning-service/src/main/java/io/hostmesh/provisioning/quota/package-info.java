/** How much an account may have at the same time. */
@NullMarked
package io.hostmesh.provisioning.quota;

import org.jspecify.annotations.NullMarked;
