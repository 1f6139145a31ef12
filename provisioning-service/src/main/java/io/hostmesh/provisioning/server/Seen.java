package io.hostmesh.provisioning.server;

/**
 * A server as it was before its machine was looked at. What is found out about the machine counts only as long as the version
 * is still that: what was seen before a restart says nothing about the machine after it.
 */
record Seen(String id, String state, long version) {}
