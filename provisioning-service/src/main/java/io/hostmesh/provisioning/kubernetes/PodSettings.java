package io.hostmesh.provisioning.kubernetes;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How machines of one location are made.
 *
 * @param namespace where they are; a namespace belongs to one location of one installation
 * @param images a container image by the id of the catalogue's image
 * @param port where a workload is told to listen
 * @param grace how long a workload may take to end before it is killed, in whole seconds
 * @param endLimit how long a call waits for the end of a Pod, beyond its grace
 * @param nodeLostAfter how long a node may be silent before its Pods are given up, in whole seconds
 * @param forceAfter how long after its grace a Pod whose end nobody confirms is removed all the same
 * @param tombstonesKept how long a deleted server is remembered
 * @param relistEvery how often machines are listed although the watch says that all are known
 * @param pageSize how many objects are asked for at once
 * @param runAsUser whom a workload runs as, or empty for the image's own user, which must not be root
 * @param scratchMegabytes size of the directory /tmp, which is always writable
 * @param pullSecret the name of a Secret for the registry
 */
record PodSettings(
        String locationId,
        String namespace,
        Map<String, String> images,
        int port,
        Duration grace,
        Duration endLimit,
        Duration nodeLostAfter,
        Duration forceAfter,
        Duration tombstonesKept,
        Duration relistEvery,
        int pageSize,
        Map<String, String> nodeSelector,
        Optional<Long> runAsUser,
        boolean readOnlyRoot,
        int scratchMegabytes,
        Optional<String> pullSecret) {}
