/** Labels of objects, and the selectors that lists are narrowed by. */
@NullMarked
package io.hostmesh.provisioning.label;

import org.jspecify.annotations.NullMarked;
