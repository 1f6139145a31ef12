package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes EndpointSlices as the cluster's controller does, when a test says so. */
final class FakeEndpoints {

    private static final String SERVICE_OF_SLICE = "kubernetes.io/service-name";

    private final KubernetesClient client;

    FakeEndpoints(KubernetesClient client) {
        this.client = client;
    }

    /** One slice for each Service: the Pods that its selector finds, and whether they are ready. */
    void write() {
        for (Service service : client.services()
                .inNamespace(TestCluster.NAMESPACE)
                .withLabel(Tags.MANAGED_BY, Tags.MANAGER)
                .list()
                .getItems()) {
            EndpointSlice slice = slice(service);
            var slices = client.discovery().v1().endpointSlices().inNamespace(TestCluster.NAMESPACE);
            if (slices.resource(slice).get() == null) {
                slices.resource(slice).create();
            } else {
                slices.resource(slice).update();
            }
        }
    }

    private EndpointSlice slice(Service service) {
        List<Endpoint> endpoints = client
                .pods()
                .inNamespace(TestCluster.NAMESPACE)
                .withLabels(service.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                .map(FakeEndpoints::endpoint)
                .toList();
        Map<String, String> labels = new TreeMap<>(service.getMetadata().getLabels());
        labels.put(SERVICE_OF_SLICE, service.getMetadata().getName());
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service.getMetadata().getName() + "-1")
                .withNamespace(TestCluster.NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .withAddressType("IPv4")
                .withEndpoints(endpoints)
                .build();
    }

    /** An API server takes no address of the loopback network, which is where a test's Pods are. */
    private static Endpoint endpoint(Pod pod) {
        boolean ready = new PodReading(pod).readySince().isPresent();
        return new EndpointBuilder()
                .withAddresses(pod.getStatus().getPodIP().replaceFirst("^127", "10"))
                .withNewConditions(ready, ready, false)
                .withNewTargetRef()
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endTargetRef()
                .build();
    }
}
