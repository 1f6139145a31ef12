/** Samples joined over time and over series, and which of what is kept a range is answered from. Pure. */
@NullMarked
package io.hostmesh.monitoring.rollup;

import org.jspecify.annotations.NullMarked;
