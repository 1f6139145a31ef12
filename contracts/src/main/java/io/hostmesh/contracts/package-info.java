@NullMarked
package io.hostmesh.contracts;

import org.jspecify.annotations.NullMarked;
