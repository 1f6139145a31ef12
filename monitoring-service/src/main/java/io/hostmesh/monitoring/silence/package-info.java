/** Silences: what nobody is to be told of for a time. */
@NullMarked
package io.hostmesh.monitoring.silence;

import org.jspecify.annotations.NullMarked;
