/** What names a series or an alert, and how some of them are chosen, as in Prometheus. No framework. */
@NullMarked
package io.hostmesh.monitoring.label;

import org.jspecify.annotations.NullMarked;
