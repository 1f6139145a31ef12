/** Whether the service can do its work. */
@NullMarked
package io.hostmesh.kit.health;

import org.jspecify.annotations.NullMarked;
