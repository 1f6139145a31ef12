package io.hostmesh.provisioning.kubernetes;

import java.time.Duration;
import java.util.Map;

/**
 * What the Services of one location are.
 *
 * @param namespace where they and the Pods are
 * @param podPort where workloads listen
 * @param exposure what gives a Service its address
 * @param host where customers reach the nodes' ports; empty where that is not of interest
 * @param annotations what the cluster's load balancers are to be told
 * @param pageSize how many objects are asked for at once
 * @param firstSightLimit how long a look waits for the watches when they are begun
 * @param staleAfter for how long what was seen last is believed while a watch is down
 * @param restAfterFailure for how long an API server that did not answer is left alone
 */
record ServiceSettings(
        String locationId,
        String namespace,
        int podPort,
        Exposure exposure,
        String host,
        Map<String, String> annotations,
        int pageSize,
        Duration firstSightLimit,
        Duration staleAfter,
        Duration restAfterFailure) {

    /** What a Service is called in Kubernetes that gets its address from there. */
    enum Exposure {
        /** The cluster: reached from within. */
        CLUSTER_IP("ClusterIP"),
        /** Every node, at a port that the cluster chooses. */
        NODE_PORT("NodePort"),
        /** The cluster's provider. */
        LOAD_BALANCER("LoadBalancer");

        final String word;

        Exposure(String word) {
            this.word = word;
        }
    }
}
