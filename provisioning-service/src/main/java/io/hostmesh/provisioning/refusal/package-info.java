/** Every kind of problem that provisioning answers with of its own. Pure: what decides names its refusals by these. */
@NullMarked
package io.hostmesh.provisioning.refusal;

import org.jspecify.annotations.NullMarked;
