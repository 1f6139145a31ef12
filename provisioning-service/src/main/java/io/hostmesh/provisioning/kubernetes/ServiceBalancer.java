package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.kubernetes.ServiceSettings.Exposure;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Balancers of one location of Pods: a Service for each group, whose name is made of the group's id. It selects the Pods that have
 * two labels, the group and that they serve; a Pod that drains loses the second and gets no new connections from then on. The
 * cluster itself leaves Pods out that are not ready.
 */
final class ServiceBalancer implements Balancer {

    static final String NAME = "kubernetes";

    private static final int MOST_CONFLICTS = 20;
    private static final int SERVER_ERROR = 500;

    private final KubernetesClient client;
    private final ServiceSettings settings;
    private final Clock clock;
    private final ObjectCalls<Service> services;
    private final ObjectCalls<Pod> pods;
    private final ServiceWatch watch;
    private volatile Instant restUntil = Instant.MIN;
    private volatile String lastFailure = "";

    /**
     * @param client owned by the balancer, which closes it
     * @param nanoTime as of {@link System#nanoTime}
     */
    ServiceBalancer(KubernetesClient client, ServiceSettings settings, Clock clock, LongSupplier nanoTime) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        String namespace = settings.namespace();
        this.services =
                new ObjectCalls<>("services", namespace, client.services().inNamespace(namespace));
        this.pods = new ObjectCalls<>("pods", namespace, client.pods().inNamespace(namespace));
        ObjectCalls<EndpointSlice> slices = new ObjectCalls<>(
                "endpointslices",
                namespace,
                client.discovery().v1().endpointSlices().inNamespace(namespace));
        this.watch = new ServiceWatch(services, pods, slices, settings, nanoTime);
        watch.start();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasOwnAddresses() {
        return true;
    }

    @Override
    public @Nullable String address(String groupId, String host, int port) {
        return settings.exposure() == Exposure.CLUSTER_IP
                ? ServiceReading.inCluster(Tags.name(groupId), port, settings)
                : null;
    }

    @Override
    public BalancerStatus apply(BalancerSpec spec) {
        return call(() -> {
            Service service = put(spec);
            Map<String, Pod> left = labelled(spec.groupId());
            List<Pod> members = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            for (Backend backend : spec.backends()) {
                Pod pod = left.remove(backend.serverId());
                Pod member = member(pod, backend, spec.groupId());
                if (member == null) {
                    missing.add(backend.serverId() + " at " + backend.address());
                } else {
                    members.add(member);
                }
            }
            left.values().forEach(this::release);
            if (!missing.isEmpty()) {
                throw new BalancerException("expected Pods in namespace " + settings.namespace() + " for "
                        + String.join(", ", missing) + ", got none; are these members in another location?");
            }
            return ServiceReading.statuses(List.of(service), members, watch.slices(), settings)
                    .get(0);
        });
    }

    private Service put(BalancerSpec spec) {
        String name = Tags.name(spec.groupId());
        for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
            Service there = services.get(name);
            if (there != null) {
                requireOurs(there, spec.groupId());
            }
            Service wanted = there == null
                    ? ServiceManifest.of(spec.groupId(), spec.port(), settings)
                    : ServiceManifest.corrected(there, spec.groupId(), spec.port(), settings);
            if (wanted.equals(there)) {
                return wanted;
            }
            Optional<Service> written = there == null ? services.create(wanted) : services.replace(wanted);
            if (written.isPresent()) {
                return written.get();
            }
        }
        throw tooMany("Service", name);
    }

    private void requireOurs(Service service, String groupId) {
        if (!isOurs(service, groupId)) {
            throw new BalancerException(
                    "expected the Service " + service.getMetadata().getName() + " to have the labels of " + groupId
                            + "; it was not made by Hostmesh");
        }
    }

    private boolean isOurs(Service service, String groupId) {
        return Tags.ofLocation(service, settings.locationId())
                && Tags.group(service).filter(groupId::equals).isPresent();
    }

    /** The Pods that a group's Service knows, by their servers' ids. */
    private Map<String, Pod> labelled(String groupId) {
        Map<String, Pod> labelled = new TreeMap<>();
        String selector = ServiceWatch.balanced(settings) + "=" + groupId;
        for (Pod pod : pods.list(selector, settings.pageSize())) {
            Tags.server(pod).ifPresent(serverId -> labelled.put(serverId, pod));
        }
        return labelled;
    }

    /** The backend's Pod, with the labels that it should have; null where it has none at that address. */
    private @Nullable Pod member(@Nullable Pod known, Backend backend, String groupId) {
        Pod pod = known == null ? pods.get(Tags.name(backend.serverId())) : known;
        boolean serving = backend.state() == BalancerSpec.State.READY;
        for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
            if (pod == null || !isAt(pod, backend)) {
                return null;
            }
            if (Tags.group(pod).filter(groupId::equals).isPresent() && Tags.serving(pod) == serving) {
                return pod;
            }
            Map<String, Optional<String>> labels = new TreeMap<>();
            labels.put(Tags.GROUP, Optional.of(groupId));
            labels.put(Tags.SERVING, Optional.of(Boolean.toString(serving)));
            Optional<Pod> written = pods.relabel(pod, labels);
            if (written.isPresent()) {
                return written.get();
            }
            pod = pods.get(Tags.name(backend.serverId()));
        }
        throw tooMany("Pod", Tags.name(backend.serverId()));
    }

    private boolean isAt(Pod pod, Backend backend) {
        return Tags.ofLocation(pod, settings.locationId())
                && Tags.server(pod).filter(backend.serverId()::equals).isPresent()
                && new PodReading(pod)
                        .address(settings.podPort())
                        .filter(backend.address()::equals)
                        .isPresent();
    }

    /** Takes a Pod out, which may be gone. */
    private void release(Pod labelled) {
        String name = labelled.getMetadata().getName();
        Map<String, Optional<String>> labels =
                new TreeMap<>(Map.of(Tags.GROUP, Optional.empty(), Tags.SERVING, Optional.empty()));
        Pod pod = labelled;
        for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
            if (pod == null
                    || Tags.group(pod).isEmpty()
                    || pods.relabel(pod, labels).isPresent()) {
                return;
            }
            pod = pods.get(name);
        }
        throw tooMany("Pod", name);
    }

    @Override
    public List<BalancerStatus> observe() {
        return watch.statuses();
    }

    /** The Service goes last, so that what is left after a crash is found again. */
    @Override
    public void remove(String groupId) {
        call(() -> {
            labelled(groupId).values().forEach(this::release);
            Service there = services.get(Tags.name(groupId));
            if (there != null && isOurs(there, groupId)) {
                services.delete(there.getMetadata().getName());
            }
            return true;
        });
    }

    /** A rest that would be longer than they are was begun before the clock went back, and is over. */
    private boolean rests() {
        Instant now = clock.instant();
        return now.isBefore(restUntil) && !restUntil.isAfter(now.plus(settings.restAfterFailure()));
    }

    /** An API server that did not answer is left alone for a while, because other locations wait meanwhile. */
    private <T> T call(Supplier<T> work) {
        if (rests()) {
            throw new BalancerException(lastFailure);
        }
        try {
            return work.get();
        } catch (DriverException e) {
            String message = String.valueOf(e.getMessage());
            if (e.getCause() instanceof KubernetesClientException failure
                    && (failure.getCode() <= 0 || failure.getCode() >= SERVER_ERROR)) {
                lastFailure = message;
                restUntil = clock.instant().plus(settings.restAfterFailure());
            }
            throw new BalancerException(message, e);
        }
    }

    private static BalancerException tooMany(String kind, String name) {
        return new BalancerException(
                "others changed the " + kind + " " + name + " " + MOST_CONFLICTS + " times in a row");
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }
}
