package io.hostmesh.balancer;

/**
 * What a member is.
 *
 * @param state ready, draining or failing
 */
record BackendStatus(String id, String address, String state, int connections) {}
