/** Double entry in minor units of money, append-only. */
@NullMarked
package io.hostmesh.billing.ledger;

import org.jspecify.annotations.NullMarked;
