package io.hostmesh.testmachines;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Scheduler and kubelet of one node: gives Pods an address of this computer's loopback network and a web server there, and writes
 * their status as a kubelet does, times in whole seconds included.
 */
public final class FakeKubelet implements AutoCloseable {

    private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger(1);
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private final KubernetesClient client;
    private final boolean realServer;
    private final SharedIndexInformer<Pod> informer;
    private final Map<String, Workload> running = new ConcurrentHashMap<>();
    private final Map<String, Boolean> begun = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    /** A Pod that runs, and what it was given. */
    public record Workload(String uid, String serverId, HttpServer server, Map<String, String> environment, Pod pod) {}

    /**
     * Runs the Pods of a namespace.
     *
     * @param client owned by the kubelet, which closes it
     * @param realServer whether the API is a real one, which wants more of a kubelet
     */
    public FakeKubelet(KubernetesClient client, String namespace, boolean realServer) {
        this.client = client;
        this.realServer = realServer;
        this.informer = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                executor.execute(() ->
                        look(pod.getMetadata().getNamespace(), pod.getMetadata().getName()));
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                onAdd(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                executor.execute(() -> stop(pod.getMetadata().getUid()));
            }
        });
    }

    private void look(String namespace, String name) {
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        if (pod == null) {
            return;
        }
        String uid = pod.getMetadata().getUid();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            Workload workload = running.get(uid);
            boolean stubborn = workload != null && "stubborn".equals(workload.environment.get("STAND_IN"));
            if (workload != null) {
                var unused = executor.schedule(
                        () -> end(uid, stubborn ? KILLED : TERMINATED), stubborn ? 1000 : 0, TimeUnit.MILLISECONDS);
            } else if (neverRan(pod)) {
                status(pod, status -> {
                    status.setPhase("Failed");
                    return status;
                });
                confirm(pod);
            }
        } else if (begun.putIfAbsent(uid, true) == null) {
            Pod bound = bind(pod);
            environment(bound).ifPresent(environment -> start(bound, environment));
        }
    }

    private static boolean neverRan(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && (pod.getStatus() == null || pod.getStatus().getPhase() == null);
    }

    private Pod bind(Pod pod) {
        String name = pod.getMetadata().getName();
        if (realServer) {
            client.bindings()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .resource(new BindingBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .withNewTarget()
                            .withApiVersion("v1")
                            .withKind("Node")
                            .withName("node-1")
                            .endTarget()
                            .build())
                    .create();
            return pod(pod).get();
        }
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .edit(found -> new PodBuilder(found)
                        .editSpec()
                        .withNodeName("node-1")
                        .endSpec()
                        .build());
    }

    private PodResource pod(Pod pod) {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
    }

    private void start(Pod pod, Map<String, String> environment) {
        String serverId = Objects.requireNonNull(environment.get("HOSTMESH_SERVER_ID"));
        int number = NEXT_ADDRESS.getAndIncrement();
        String address = "127.1." + number / 250 + "." + (1 + number % 250);
        int port = Integer.parseInt(environment.get("HOSTMESH_PORT"));
        boolean dies = "dies".equals(environment.get("STAND_IN"));
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
            server.createContext("/healthz", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            running.put(
                    pod.getMetadata().getUid(),
                    new Workload(pod.getMetadata().getUid(), serverId, server, environment, pod));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (dies) {
            end(pod.getMetadata().getUid(), 7);
            return;
        }
        status(pod, status -> {
            status.setPhase("Running");
            status.setPodIP(address);
            status.setConditions(List.of(new PodConditionBuilder()
                    .withType("Ready")
                    .withStatus("True")
                    .withLastTransitionTime(seconds())
                    .build()));
            containerState(
                    status,
                    new ContainerStateBuilder().withNewRunning(seconds()).build());
            return status;
        });
    }

    /** Empty where a Secret is missing, without which a Pod does not begin. */
    private Optional<Map<String, String>> environment(Pod pod) {
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> environment = new TreeMap<>();
        for (EnvFromSource from : container.getEnvFrom()) {
            Secret secret = client.secrets()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(from.getSecretRef().getName())
                    .get();
            if (secret == null) {
                return Optional.empty();
            }
            if (secret.getStringData() != null) {
                environment.putAll(secret.getStringData());
            }
            if (secret.getData() != null) {
                secret.getData()
                        .forEach((key, value) -> environment.put(
                                key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
            }
        }
        container.getEnv().forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        return Optional.of(environment);
    }

    /** Ends a workload, and says so as a kubelet would. */
    private void end(String uid, int exitCode) {
        Workload workload = stop(uid);
        if (workload == null) {
            return;
        }
        String last = "serving " + workload.serverId + "\nlast words of " + workload.serverId;
        status(workload.pod, status -> {
            status.setPhase(exitCode == 0 ? "Succeeded" : "Failed");
            status.setConditions(List.of(new PodConditionBuilder()
                    .withType("Ready")
                    .withStatus("False")
                    .withLastTransitionTime(seconds())
                    .build()));
            ContainerStateTerminated terminated = new ContainerStateTerminated();
            terminated.setExitCode(exitCode);
            terminated.setReason("Error");
            terminated.setFinishedAt(seconds());
            terminated.setStartedAt(seconds());
            terminated.setMessage(last);
            containerState(
                    status,
                    new ContainerStateBuilder().withTerminated(terminated).build());
            return status;
        });
        confirm(workload.pod);
    }

    /** What a kubelet does once all containers of a Pod that is being deleted have ended. */
    private void confirm(Pod pod) {
        Pod now = pod(pod).get();
        if (realServer && now != null && now.getMetadata().getDeletionTimestamp() != null) {
            pod(pod).withGracePeriod(0).delete();
        }
    }

    private @Nullable Workload stop(String uid) {
        Workload workload = running.remove(uid);
        if (workload != null) {
            workload.server.stop(0);
        }
        return workload;
    }

    private void status(Pod pod, UnaryOperator<PodStatus> change) {
        try {
            pod(pod).editStatus(found -> new PodBuilder(found)
                    .withStatus(change.apply(found.getStatus() == null ? new PodStatus() : found.getStatus()))
                    .build());
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && pod(pod).get() != null) {
                throw e;
            }
        }
    }

    private static void containerState(PodStatus status, ContainerState state) {
        status.setContainerStatuses(List.of(new ContainerStatusBuilder()
                .withName("server")
                .withImage("image")
                .withImageID("image")
                .withReady(state.getRunning() != null)
                .withRestartCount(0)
                .withState(state)
                .build()));
    }

    /** The time now as a kubelet writes it. */
    public static String seconds() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As {@code kill -9} on the node. */
    public void kill(String serverId) {
        running.values().stream()
                .filter(workload -> workload.serverId.equals(serverId))
                .forEach(workload -> {
                    stopNow(workload);
                    executor.execute(() -> end(workload.uid, KILLED));
                });
    }

    private static void stopNow(Workload workload) {
        workload.server.stop(0);
    }

    /** How many workloads of a server run. */
    public long workloads(String serverId) {
        return running.values().stream()
                .filter(workload -> workload.serverId.equals(serverId))
                .count();
    }

    /** What the machine of a server was given. */
    public Workload workload(String serverId) {
        return running.values().stream()
                .filter(workload -> workload.serverId.equals(serverId))
                .findFirst()
                .orElseThrow();
    }

    /** Changes the status of a server's Pod as something else in the cluster would. */
    public void tamper(Pod pod, UnaryOperator<PodStatus> change) {
        status(pod, change);
    }

    @Override
    public void close() {
        informer.close();
        executor.shutdownNow();
        running.keySet().forEach(this::stop);
        client.close();
    }
}
