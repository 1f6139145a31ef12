/** What the tests need of the inside of the outbox. */
@NullMarked
package io.hostmesh.kit.outbox;

import org.jspecify.annotations.NullMarked;
