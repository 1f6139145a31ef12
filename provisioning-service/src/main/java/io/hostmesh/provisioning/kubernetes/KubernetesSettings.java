package io.hostmesh.provisioning.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the Kubernetes driver is told about each of its locations. */
@ConfigMapping(prefix = "hostmesh.locations")
interface KubernetesSettings {

    @WithParentName
    Map<String, Location> locations();

    /** The part of a location that is about Kubernetes. */
    interface Location {

        /** What its machines are made of. */
        Optional<String> driver();

        Optional<Pods> kubernetes();
    }

    /** How groups of Pods get an address. */
    interface Services {

        /** {@code ClusterIP}, {@code NodePort} or {@code LoadBalancer}. */
        @WithDefault("ClusterIP")
        String type();

        /** Where customers reach the nodes' ports; only for {@code NodePort}, which needs it. */
        Optional<String> host();

        /** What the cluster's load balancers are to be told, for example that they are internal. */
        Map<String, String> annotations();

        /** For how long what was seen last is believed while a watch is down. */
        @WithDefault("10s")
        Duration staleAfter();

        /** For how long an API server that did not answer is left alone. */
        @WithDefault("5s")
        Duration restAfterFailure();
    }

    /** Which cluster, and how Pods are made in it. */
    interface Pods {

        /** Where the Pods are; it belongs to this location of this installation and to nothing else. */
        String namespace();

        /** Which cluster; without it, the account that this service runs as in a cluster, or the current user's file. */
        Optional<Path> kubeconfig();

        /** A context of the kubeconfig; without it, the current one. */
        Optional<String> context();

        /** A container image by the id of the catalogue's image. */
        Map<String, String> images();

        /** Where a workload is told to listen, in {@code HOSTMESH_PORT}. */
        @WithDefault("8080")
        int port();

        /** How long one call to the API server may take; it is made twice more where it fails by itself. */
        @WithDefault("4s")
        Duration callLimit();

        /** How long a workload may take to end before it is killed; whole seconds. */
        @WithDefault("10s")
        Duration grace();

        /** How long a call waits for the end of a Pod, beyond its grace. */
        @WithDefault("10s")
        Duration endLimit();

        /** How long a node may be silent before its Pods are given up; whole seconds. */
        @WithDefault("30s")
        Duration nodeLostAfter();

        /** How long after its grace a Pod whose end nobody confirms is removed all the same. */
        @WithDefault("5m")
        Duration forceAfter();

        /** How long a deleted server is remembered: longer than any call about it can be late. */
        @WithDefault("7d")
        Duration tombstonesKept();

        /** How often machines are listed although the watch says that all are known. */
        @WithDefault("1m")
        Duration relistEvery();

        /** How many objects are asked for at once. */
        @WithDefault("500")
        int pageSize();

        /** Labels of the nodes that may be used. */
        Map<String, String> nodeSelector();

        /** Whom a workload runs as; set it to 0 to leave it to the image, whose user must not be root. */
        @WithDefault("65532")
        long runAsUser();

        /** Whether the file system of a workload, but for /tmp, is read only. */
        @WithDefault("true")
        boolean readOnlyRoot();

        /** The size of /tmp. */
        @WithDefault("64")
        int scratchMegabytes();

        /** The name of a Secret in the namespace for the images' registry. */
        Optional<String> pullSecret();

        /** What the Services of groups are, where this location has {@code balancer=kubernetes}. */
        Services service();
    }
}
