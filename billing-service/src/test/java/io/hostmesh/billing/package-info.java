/** Tests of the whole service. */
@NullMarked
package io.hostmesh.billing;

import org.jspecify.annotations.NullMarked;
