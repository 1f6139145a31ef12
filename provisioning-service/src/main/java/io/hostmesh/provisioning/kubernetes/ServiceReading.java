package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.balancer.BalancerStatus.Member;
import io.hostmesh.provisioning.balancer.BalancerStatus.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts Service, Pods and EndpointSlices together to what they are: the balancer of a group. */
final class ServiceReading {

    private static final String SERVICE_OF_SLICE = "kubernetes.io/service-name";

    private ServiceReading() {}

    /** Every group's balancer, in the order of their ids. */
    static List<BalancerStatus> statuses(
            List<Service> services, List<Pod> pods, List<EndpointSlice> slices, ServiceSettings settings) {
        Map<String, List<Pod>> byGroup = pods.stream()
                .filter(pod -> Tags.group(pod).isPresent())
                .collect(Collectors.groupingBy(pod -> Tags.group(pod).orElseThrow()));
        Map<String, Set<String>> accepting = accepting(slices);
        List<BalancerStatus> statuses = new ArrayList<>();
        for (Service service : services) {
            Tags.group(service)
                    .ifPresent(group -> statuses.add(status(
                            service,
                            group,
                            byGroup.getOrDefault(group, List.of()),
                            accepting.getOrDefault(service.getMetadata().getName(), Set.of()),
                            settings)));
        }
        statuses.sort(Comparator.comparing(BalancerStatus::groupId));
        return List.copyOf(statuses);
    }

    /** By the name of a Service, the names of the Pods that it gives connections to. */
    private static Map<String, Set<String>> accepting(List<EndpointSlice> slices) {
        return slices.stream()
                .filter(slice -> slice.getMetadata().getLabels() != null
                        && slice.getMetadata().getLabels().containsKey(SERVICE_OF_SLICE))
                .collect(Collectors.toMap(
                        slice -> slice.getMetadata().getLabels().get(SERVICE_OF_SLICE),
                        ServiceReading::ready,
                        (one, other) -> {
                            Set<String> both = new HashSet<>(one);
                            both.addAll(other);
                            return both;
                        }));
    }

    /** A condition that is not told is to be taken for true. */
    private static Set<String> ready(EndpointSlice slice) {
        if (slice.getEndpoints() == null) {
            return Set.of();
        }
        return slice.getEndpoints().stream()
                .filter(endpoint -> endpoint.getConditions() == null
                        || !Boolean.FALSE.equals(endpoint.getConditions().getReady()))
                .map(Endpoint::getTargetRef)
                .filter(target -> target != null && "Pod".equals(target.getKind()))
                .map(target -> String.valueOf(target.getName()))
                .collect(Collectors.toSet());
    }

    private static BalancerStatus status(
            Service service, String groupId, List<Pod> pods, Set<String> accepting, ServiceSettings settings) {
        ServicePort port = service.getSpec().getPorts().get(0);
        List<Member> members = new ArrayList<>();
        for (Pod pod : pods) {
            Optional<String> serverId = Tags.server(pod);
            if (serverId.isPresent()) {
                members.add(member(pod, serverId.get(), accepting, settings.podPort()));
            }
        }
        members.sort(Comparator.comparing(Member::serverId));
        return new BalancerStatus(groupId, address(service, port, settings), port.getPort(), members);
    }

    /** How many connections a Pod has is known to nobody in the cluster. */
    private static Member member(Pod pod, String serverId, Set<String> accepting, int podPort) {
        State state = !Tags.serving(pod)
                ? State.DRAINING
                : accepting.contains(pod.getMetadata().getName()) ? State.READY : State.FAILING;
        return new Member(serverId, new PodReading(pod).address(podPort).orElse(""), state, null);
    }

    private static @Nullable String address(Service service, ServicePort port, ServiceSettings settings) {
        return switch (settings.exposure()) {
            case CLUSTER_IP -> inCluster(service.getMetadata().getName(), port.getPort(), settings);
            case NODE_PORT -> port.getNodePort() == null ? null : settings.host() + ":" + port.getNodePort();
            case LOAD_BALANCER ->
                ingress(service).map(host -> host + ":" + port.getPort()).orElse(null);
        };
    }

    /** A name that every Pod of the cluster resolves, whatever the cluster's domain is. */
    static String inCluster(String name, int port, ServiceSettings settings) {
        return name + "." + settings.namespace() + ".svc:" + port;
    }

    private static Optional<String> ingress(Service service) {
        List<LoadBalancerIngress> ingresses = service.getStatus() == null
                        || service.getStatus().getLoadBalancer() == null
                        || service.getStatus().getLoadBalancer().getIngress() == null
                ? List.of()
                : service.getStatus().getLoadBalancer().getIngress();
        return ingresses.stream()
                .map(each -> each.getHostname() != null ? each.getHostname() : bracketed(each.getIp()))
                .filter(host -> !host.isEmpty())
                .findFirst();
    }

    private static String bracketed(@Nullable String ip) {
        return ip == null ? "" : ip.contains(":") ? "[" + ip + "]" : ip;
    }
}
