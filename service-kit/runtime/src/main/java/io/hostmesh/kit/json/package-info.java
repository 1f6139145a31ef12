/** JSON as every service writes and reads it. */
@NullMarked
package io.hostmesh.kit.json;

import org.jspecify.annotations.NullMarked;
