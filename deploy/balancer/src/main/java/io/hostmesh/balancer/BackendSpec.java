package io.hostmesh.balancer;

import java.net.InetSocketAddress;

/**
 * What a member should be.
 *
 * @param address as it was given, host:port
 */
record BackendSpec(String id, String address, InetSocketAddress target, boolean draining) {}
