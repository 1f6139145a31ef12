/** Benchmarks: each has a page beside this module's sources. */
@NullMarked
package io.hostmesh.benchmarks;

import org.jspecify.annotations.NullMarked;
