package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.hostmesh.testmachines.FakeApiServer;
import io.hostmesh.testmachines.FakeKubelet;
import java.io.File;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An API server for tests: fabric8's in this process, which checks little, or the real one that the file in
 * {@code HOSTMESH_TEST_KUBECONFIG} names, with the contexts {@code admin} and {@code hostmesh}, a namespace
 * {@code hostmesh-test} and no kubelet.
 */
final class TestCluster implements AutoCloseable {

    static final String NAMESPACE = "hostmesh-test";
    private static final Optional<File> REAL =
            Optional.ofNullable(System.getenv("HOSTMESH_TEST_KUBECONFIG")).map(File::new);

    private final @Nullable KubernetesMockServer mock;
    final FakeKubelet kubelet;

    TestCluster() {
        mock = REAL.isPresent() ? null : FakeApiServer.start();
        kubelet = new FakeKubelet(client("admin"), NAMESPACE, REAL.isPresent());
    }

    static boolean real() {
        return REAL.isPresent();
    }

    /** @param context who asks; the server in this process knows no difference */
    KubernetesClient client(String context) {
        Config config = mock == null ? Config.fromKubeconfig(context, REAL.orElseThrow()) : mockConfig(mock);
        return new KubernetesClientBuilder()
                .withConfig(KubernetesDriverFactory.limited(config, Duration.ofSeconds(4)))
                .build();
    }

    private static Config mockConfig(KubernetesMockServer mock) {
        try (KubernetesClient client = mock.createClient()) {
            return client.getConfiguration();
        }
    }

    static PodSettings settings() {
        return new PodSettings(
                "local",
                NAMESPACE,
                Map.of("workload-1", "registry.invalid/workload:1"),
                18080,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofDays(7),
                Duration.ofMinutes(1),
                3,
                Map.of(),
                Optional.of(65532L),
                true,
                64,
                Optional.empty());
    }

    @Override
    public void close() {
        kubelet.close();
        if (mock != null) {
            mock.destroy();
        }
    }
}
