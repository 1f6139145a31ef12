package io.hostmesh.provisioning.server;

import org.jspecify.annotations.Nullable;

/**
 * A server as it was before its machine was looked at. What is found out about the machine counts only as long as the version
 * is still that: what was seen before a restart says nothing about the machine after it.
 *
 * @param address where it is said to be, or null
 */
record Seen(String id, String state, long version, @Nullable String address) {}
