/** Lists in pages, and versions of representations. */
@NullMarked
package io.hostmesh.kit.page;

import org.jspecify.annotations.NullMarked;
