/** The poll loop that feeds the judge and carries out what it finds. */
@NullMarked
package io.hostmesh.monitoring.watch;

import org.jspecify.annotations.NullMarked;
