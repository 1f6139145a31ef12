package io.hostmesh.balancer;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a group's balancer should be.
 *
 * @param host as it was given
 * @param backlog how many connections wait in the operating system's queue
 */
record FrontendSpec(
        String groupId, String host, int port, InetSocketAddress address, int backlog, List<BackendSpec> backends) {}
