package io.hostmesh.kit.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request, in a form that can be kept.
 *
 * @param location the value of the header {@code Location}, or null
 * @param body what is written as JSON
 */
public record Reply(int status, @Nullable String location, Object body) {}
