package io.hostmesh.gateway.event;

import org.jspecify.annotations.Nullable;

/** Which events are asked for; null leaves a field open. {@code account} null is the operator's view of everything. */
record EventFilter(
        @Nullable String account,
        @Nullable String correlationId,
        @Nullable String type,
        @Nullable String subject) {}
