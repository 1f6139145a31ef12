/** The one way to the database. */
@NullMarked
package io.hostmesh.kit.transaction;

import org.jspecify.annotations.NullMarked;
