/** Events leave through a table, written in the transaction of their cause. */
@NullMarked
package io.hostmesh.kit.outbox;

import org.jspecify.annotations.NullMarked;
