/** A request's samples as they travel: arrays of figures and their compact binary form. */
@NullMarked
package io.hostmesh.monitoring.sample;

import org.jspecify.annotations.NullMarked;
