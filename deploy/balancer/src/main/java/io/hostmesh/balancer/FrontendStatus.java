package io.hostmesh.balancer;

import java.util.List;

/** What a group's balancer is. */
record FrontendStatus(String groupId, String host, int port, List<BackendStatus> backends) {}
