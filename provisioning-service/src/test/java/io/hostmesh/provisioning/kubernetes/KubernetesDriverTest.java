package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverContract;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.provisioning.driver.VirtualClock;
import io.hostmesh.teststack.Await;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        return driver(Clock.systemUTC());
    }

    private Driver driver(Clock clock) {
        return driver(clock, System::nanoTime);
    }

    private Driver driver(Clock clock, LongSupplier nanoTime) {
        KubernetesDriver driver =
                new KubernetesDriver(cluster.client("hostmesh"), TestCluster.settings(), clock, nanoTime);
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

    /** Somebody took the finalizer off as well, or the cluster was restored without its Pods. */
    @Test
    void shouldSeeThatAPodIsGoneForGood() {
        driver().create(spec("srv_taken"));
        awaitAnswer("srv_taken");
        try (KubernetesClient admin = cluster.client("admin")) {
            PodResource pod = admin.pods().inNamespace(TestCluster.NAMESPACE).withName(Tags.name("srv_taken"));
            pod.edit(there -> new PodBuilder(there)
                    .editMetadata()
                    .withFinalizers(List.of())
                    .endMetadata()
                    .build());
            pod.delete();
        }
        Await.until("its end", () -> driver().observe("srv_taken") instanceof Machine.Ended);
        driver().power("srv_taken", Driver.Power.ON);
        awaitAnswer("srv_taken");
    }

    @Test
    void shouldSeeTheOtherMachinesAlthoughANoteWasChangedByHand() {
        driver().create(spec("srv_other"));
        driver().delete("srv_noted");
        try (KubernetesClient admin = cluster.client("admin")) {
            admin.configMaps()
                    .inNamespace(TestCluster.NAMESPACE)
                    .withName(Tags.name("srv_noted"))
                    .edit(note -> new ConfigMapBuilder(note)
                            .withData(Map.of("run", "often"))
                            .build());
        }
        assertEquals(1, restarted().observeAll().size());
        assertThrows(RefusedException.class, () -> driver().observe("srv_noted"));
    }

    /** The Secret's creation was on its way when its caller died, and the server was deleted before it got there. */
    @Test
    void shouldForgetASecretThatCameAfterItsServersDeletion() {
        driver().create(spec("srv_late"));
        driver().delete("srv_late");
        try (KubernetesClient admin = cluster.client("admin")) {
            Resource<Secret> secret =
                    admin.secrets().inNamespace(TestCluster.NAMESPACE).withName(Tags.name("srv_late"));
            admin.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace(TestCluster.NAMESPACE)
                            .withName(Tags.name("srv_late"))
                            .endMetadata()
                            .build())
                    .create();
            driver().observeAll();
            assertNotNull(secret.get());
            Clock later = Clock.offset(
                    Clock.systemUTC(), TestCluster.settings().tombstonesKept().plusMinutes(1));
            driver(later).observeAll();
            assertNull(secret.get());
        }
    }

    /** Once an hour, of an hour that passes, whatever time it is said to be. */
    @Test
    void shouldForgetWhatWasDeletedLongAgoAlthoughTheClockWentBack() {
        VirtualClock clock = new VirtualClock();
        AtomicLong passed = new AtomicLong();
        Driver driver = driver(clock, passed::get);
        driver.create(spec("srv_past"));
        driver.delete("srv_past");
        driver.observeAll();
        clock.pass(TestCluster.settings().tombstonesKept().plusHours(1));
        driver.observeAll();
        try (KubernetesClient admin = cluster.client("admin")) {
            var note = admin.configMaps().inNamespace(TestCluster.NAMESPACE).withName(Tags.name("srv_past"));
            assertNotNull(note.get(), "no hour has passed");
            clock.pass(Duration.ofMinutes(-30));
            passed.addAndGet(Duration.ofHours(1).toNanos());
            driver.observeAll();
            assertNull(note.get());
        }
    }
}
