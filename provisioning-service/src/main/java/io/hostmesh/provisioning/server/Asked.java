package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.kit.identity.Caller;
import org.jspecify.annotations.Nullable;

/** Who asks, in which correlation, and by which Idempotency-Key. */
public record Asked(Caller caller, Cause cause, @Nullable String idempotencyKey) {}
