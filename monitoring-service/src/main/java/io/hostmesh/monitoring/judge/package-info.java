/** Pure rules over samples: groups against their target, and which server has gone silent. No clock, no input or output. */
@NullMarked
package io.hostmesh.monitoring.judge;

import org.jspecify.annotations.NullMarked;
