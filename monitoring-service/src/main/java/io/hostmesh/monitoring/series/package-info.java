/** Labelled series of accounts: their wire forms, what is let in, and what the judge keeps of each. */
@NullMarked
package io.hostmesh.monitoring.series;

import org.jspecify.annotations.NullMarked;
