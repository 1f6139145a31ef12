/** Spending limits: thresholds, the limit that stops growth, and the way back. */
@NullMarked
package io.hostmesh.billing.budget;

import org.jspecify.annotations.NullMarked;
