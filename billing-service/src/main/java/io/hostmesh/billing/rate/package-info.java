/** What a second costs: prices by effective date, exact arithmetic, and the one place that rounds. */
@NullMarked
package io.hostmesh.billing.rate;

import org.jspecify.annotations.NullMarked;
