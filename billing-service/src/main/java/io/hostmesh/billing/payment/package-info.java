/** Payments of invoices through a processor whose answer may be unknown. */
@NullMarked
package io.hostmesh.billing.payment;

import org.jspecify.annotations.NullMarked;
