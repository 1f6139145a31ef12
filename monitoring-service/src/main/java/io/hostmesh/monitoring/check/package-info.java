/** Checks that customers set up: run from several places, matched against what is expected, and judged over several results. */
@NullMarked
package io.hostmesh.monitoring.check;

import org.jspecify.annotations.NullMarked;
