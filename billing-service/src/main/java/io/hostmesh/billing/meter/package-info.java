/** What was used: facts about servers, kept for ever, and the segments of use that follow from them. */
@NullMarked
package io.hostmesh.billing.meter;

import org.jspecify.annotations.NullMarked;
