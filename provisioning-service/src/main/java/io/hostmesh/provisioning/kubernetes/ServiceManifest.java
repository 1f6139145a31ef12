package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.hostmesh.provisioning.kubernetes.ServiceSettings.Exposure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Service of a group. It selects Pods by labels that only provisioning sets. */
final class ServiceManifest {

    private static final String PORT = "connections";

    private ServiceManifest() {}

    static Service of(String groupId, int port, ServiceSettings settings) {
        Map<String, String> labels = new TreeMap<>(Tags.ofLocation(settings.locationId()));
        labels.put(Tags.GROUP, groupId);
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(Tags.name(groupId))
                .withNamespace(settings.namespace())
                .withLabels(labels)
                .withAnnotations(settings.annotations().isEmpty() ? null : new TreeMap<>(settings.annotations()))
                .endMetadata()
                .withNewSpec()
                .withType(settings.exposure().word)
                .withSelector(selector(groupId, settings))
                .withPorts(port(port, null))
                .endSpec()
                .build();
    }

    /** What is there, made what it should be; what the cluster chose stays. Equal to what is there if nothing differs. */
    static Service corrected(Service there, String groupId, int port, ServiceSettings settings) {
        List<ServicePort> ports = there.getSpec().getPorts();
        boolean onNodes = settings.exposure() != Exposure.CLUSTER_IP;
        Integer nodePort =
                onNodes && ports != null && !ports.isEmpty() ? ports.get(0).getNodePort() : null;
        boolean samePort = ports != null && ports.size() == 1 && isOf(ports.get(0), port, nodePort);
        Map<String, String> annotations = there.getMetadata().getAnnotations() == null
                ? new TreeMap<>()
                : new TreeMap<>(there.getMetadata().getAnnotations());
        annotations.putAll(settings.annotations());
        boolean sameAnnotations = annotations.equals(there.getMetadata().getAnnotations()) || annotations.isEmpty();
        boolean sameSelector =
                selector(groupId, settings).equals(there.getSpec().getSelector());
        if (samePort
                && sameAnnotations
                && sameSelector
                && settings.exposure().word.equals(there.getSpec().getType())) {
            return there;
        }
        return new ServiceBuilder(there)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .editSpec()
                .withType(settings.exposure().word)
                .withSelector(selector(groupId, settings))
                .withPorts(port(port, nodePort))
                .endSpec()
                .build();
    }

    private static boolean isOf(ServicePort there, int port, @Nullable Integer nodePort) {
        ServicePort wanted = port(port, nodePort);
        return wanted.getPort().equals(there.getPort())
                && wanted.getTargetPort().equals(there.getTargetPort())
                && (nodePort != null || there.getNodePort() == null);
    }

    /** At the Pod's own port, whatever its number is. */
    private static ServicePort port(int port, @Nullable Integer nodePort) {
        return new ServicePortBuilder()
                .withName(PORT)
                .withProtocol("TCP")
                .withPort(port)
                .withTargetPort(new IntOrString(PodManifest.PORT))
                .withNodePort(nodePort)
                .build();
    }

    private static Map<String, String> selector(String groupId, ServiceSettings settings) {
        Map<String, String> selector = new TreeMap<>(Tags.ofLocation(settings.locationId()));
        selector.put(Tags.GROUP, groupId);
        selector.put(Tags.SERVING, "true");
        return selector;
    }
}
