package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverContract;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class KubernetesDriverTest extends DriverContract {

    private static TestCluster cluster;

    private final List<KubernetesDriver> drivers = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        cluster = new TestCluster();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void begin() {
        forgetAll();
        restarted();
    }

    /** A real server keeps what earlier runs of these tests left. */
    private static void forgetAll() {
        try (KubernetesClient admin = cluster.client("admin")) {
            admin.configMaps()
                    .inNamespace(TestCluster.NAMESPACE)
                    .withLabel(Tags.MANAGED_BY, Tags.MANAGER)
                    .delete();
        }
    }

    @AfterEach
    void deleteAll() {
        drivers.get(0).observeAll().forEach(machine -> drivers.get(0).delete(machine.serverId()));
        drivers.forEach(KubernetesDriver::close);
    }

    @Override
    protected Driver driver() {
        return drivers.get(0);
    }

    @Override
    protected Driver restarted() {
        KubernetesDriver driver =
                new KubernetesDriver(cluster.client("hostmesh"), TestCluster.settings(), Clock.systemUTC());
        drivers.add(driver);
        return driver;
    }

    @Override
    protected void kill(String serverId) {
        cluster.kubelet.kill(serverId);
    }

    @Override
    protected long workloads(String serverId) {
        return cluster.kubelet.workloads(serverId);
    }

    @Override
    protected BigDecimal vcpus(String serverId) {
        Container container = cluster.kubelet
                .workload(serverId)
                .pod()
                .getSpec()
                .getContainers()
                .get(0);
        Quantity cpu =
                Objects.requireNonNull(container.getResources().getLimits().get("cpu"));
        String told = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("HOSTMESH_VCPUS"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        assertEquals(0, cpu.getNumericalAmount().compareTo(new BigDecimal(told)));
        return cpu.getNumericalAmount();
    }
}
