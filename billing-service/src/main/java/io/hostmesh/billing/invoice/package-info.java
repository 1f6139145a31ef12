/** Drafts, finalized invoices, and the corrections that late facts bring to the next one. */
@NullMarked
package io.hostmesh.billing.invoice;

import org.jspecify.annotations.NullMarked;
