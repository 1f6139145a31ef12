package io.hostmesh.balancer;

import java.util.List;

/**
 * What a group's balancer is.
 *
 * @param full it has as many connections as it may have, or had a moment ago, so that more wait
 */
record FrontendStatus(String groupId, String host, int port, boolean full, List<BackendStatus> backends) {}
