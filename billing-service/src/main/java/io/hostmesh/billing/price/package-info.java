/** The price list: versioned by effective date, published as events when a price takes effect. */
@NullMarked
package io.hostmesh.billing.price;

import org.jspecify.annotations.NullMarked;
