package io.hostmesh.local;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.hostmesh.local.client.Waiting;
import io.hostmesh.testmachines.FakeApiServer;
import io.hostmesh.testmachines.FakeKubelet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Pods of a Kubernetes API of this process, with a kubelet behind it. */
final class PodMachines implements Machines {

    private static final String NAMESPACE = "hostmesh-kill";

    private final KubernetesMockServer server = FakeApiServer.start();
    private final FakeKubelet kubelet = new FakeKubelet(server.createClient(), NAMESPACE, false);
    private final KubernetesClient client = server.createClient();
    private final CallHolder calls;
    private final Path kubeconfig;

    /** @param folder for what provisioning is told about the cluster */
    PodMachines(Path folder) throws IOException {
        calls = new CallHolder(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
                call -> call.replace("srv-", "srv_"));
        kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster:
                    server: http://%s
                users:
                - name: test
                contexts:
                - name: test
                  context:
                    cluster: test
                    user: test
                current-context: test
                """.formatted(calls.address()));
    }

    @Override
    public String location() {
        return "cluster";
    }

    @Override
    public List<String> options() {
        String kubernetes = "-Dhostmesh.locations.cluster.kubernetes.";
        return List.of(
                "-Dhostmesh.locations.cluster.driver=kubernetes",
                kubernetes + "kubeconfig=" + kubeconfig,
                kubernetes + "namespace=" + NAMESPACE,
                kubernetes + "images.workload-1=registry.invalid/workload:1",
                kubernetes + "port=18080",
                kubernetes + "call-limit=10m");
    }

    @Override
    public CallHolder calls() {
        return calls;
    }

    @Override
    public List<Step> ofCreation() {
        return List.of(
                Step.HOLDER_ASKED,
                Step.HOLDER_MADE,
                Step.SECRET_ASKED,
                Step.SECRET_MADE,
                Step.POD_ASKED,
                Step.POD_MADE);
    }

    @Override
    public List<Step> ofDeletion() {
        return List.of(
                Step.WISH_ASKED,
                Step.WRITTEN_TO_GO,
                Step.END_ASKED,
                Step.TOLD_TO_END,
                Step.END_KNOWN,
                Step.END_WRITTEN,
                Step.SECRET_GOES,
                Step.SECRET_GONE,
                Step.POD_GOES,
                Step.POD_GONE);
    }

    /** A Secret that comes late is deleted together with the note of its server's deletion, after days. */
    @Override
    public List<Step> late() {
        return List.of(Step.HOLDER_ASKED, Step.POD_ASKED);
    }

    @Override
    public Step over() {
        return Step.END_KNOWN;
    }

    @Override
    public Set<Step> answered() {
        return Set.of(Step.DONE, Step.RECORDING, Step.SENDING, Step.SENT);
    }

    @Override
    public void awaitOnly(List<String> serverIds) {
        Waiting.until(
                "one Pod that runs for each of " + serverIds + ", and all that belongs to it",
                PATIENCE,
                () -> serverIds.stream().allMatch(id -> kubelet.workloads(id) == 1)
                        && servers(client.pods().inNamespace(NAMESPACE).list().getItems().stream())
                                .equals(serverIds)
                        && servers(client.secrets().inNamespace(NAMESPACE).list().getItems().stream())
                                .equals(serverIds)
                        && servers(client
                                        .configMaps()
                                        .inNamespace(NAMESPACE)
                                        .withoutLabel("hostmesh.io/deleted")
                                        .list()
                                        .getItems()
                                        .stream())
                                .equals(serverIds));
    }

    private static List<String> servers(Stream<? extends HasMetadata> objects) {
        return objects.map(object -> object.getMetadata().getName().replace('-', '_'))
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {
        calls.close();
        client.close();
        kubelet.close();
        server.destroy();
    }
}
