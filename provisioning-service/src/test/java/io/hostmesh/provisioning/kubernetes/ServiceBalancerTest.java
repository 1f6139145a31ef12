package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerSpec.State;
import io.hostmesh.provisioning.balancer.BalancerStateContract;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.balancer.BalancerStatus.Member;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.VirtualClock;
import io.hostmesh.provisioning.kubernetes.ServiceSettings.Exposure;
import io.hostmesh.testmachines.FakeKubelet;
import io.hostmesh.teststack.Await;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Services of Pods that the Kubernetes driver made. Who carries connections in a cluster is its nodes, which no test has: what is
 * tested is which Pods a Service selects, and what is said of them.
 */
class ServiceBalancerTest extends BalancerStateContract {

    private static TestCluster cluster;

    private static KubernetesDriver driver;
    private static KubernetesClient admin;
    private static FakeEndpoints endpoints;
    private static ServiceBalancer balancer;

    private final List<ServiceBalancer> others = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        cluster = new TestCluster();
        admin = cluster.client("admin");
        forgetAll(); // A real server keeps what earlier runs of these tests left.
        endpoints = new FakeEndpoints(admin);
        driver = new KubernetesDriver(
                cluster.client("hostmesh"), TestCluster.settings(), Clock.systemUTC(), System::nanoTime);
        balancer = instance();
    }

    @AfterAll
    static void stopCluster() {
        balancer.close();
        driver.close();
        admin.close();
        cluster.close();
    }

    private static void forgetAll() {
        admin.services()
                .inNamespace(TestCluster.NAMESPACE)
                .withLabel(Tags.MANAGED_BY)
                .delete();
        admin.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(TestCluster.NAMESPACE)
                .withLabel(Tags.MANAGED_BY)
                .delete();
        admin.configMaps()
                .inNamespace(TestCluster.NAMESPACE)
                .withLabel(Tags.MANAGED_BY, Tags.MANAGER)
                .delete();
    }

    private static ServiceBalancer instance() {
        return new ServiceBalancer(
                cluster.client("hostmesh"), settings(Exposure.CLUSTER_IP), Clock.systemUTC(), System::nanoTime);
    }

    private static ServiceSettings settings(Exposure exposure) {
        return new ServiceSettings(
                "local",
                TestCluster.NAMESPACE,
                TestCluster.settings().port(),
                exposure,
                "nodes.example",
                Map.of(),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
    }

    @AfterEach
    void removeAll() {
        others.forEach(ServiceBalancer::close);
        driver.observeAll().forEach(machine -> driver.delete(machine.serverId()));
        forgetAll();
        Await.until("nothing to be left", () -> balancer.observe().isEmpty());
    }

    @Override
    protected Balancer balancer() {
        return balancer;
    }

    @Override
    protected Balancer another() {
        ServiceBalancer made = instance();
        others.add(made);
        return made;
    }

    /** A Pod of the driver's that is ready. */
    @Override
    protected Backend backend(String id) {
        String serverId = "srv_" + id;
        driver.create(new MachineSpec(
                serverId,
                1,
                "workload-1",
                "local",
                new BigDecimal("0.25"),
                128,
                Map.of("HOSTMESH_SERVER_ID", serverId)));
        return new Backend(serverId, addressOf(serverId), State.READY);
    }

    private String addressOf(String serverId) {
        return Await.value(
                serverId + " to listen",
                () -> driver.observe(serverId) instanceof Machine.Alive alive
                        ? Optional.ofNullable(alive.address())
                        : Optional.empty());
    }

    /** The names of the Pods that get new connections, as the cluster sees it. */
    private Set<String> selected(String groupId) {
        Service service = admin.services()
                .inNamespace(TestCluster.NAMESPACE)
                .withName(Tags.name(groupId))
                .get();
        return admin
                .pods()
                .inNamespace(TestCluster.NAMESPACE)
                .withLabels(service.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private void awaitState(String serverId, BalancerStatus.State state) {
        Await.until(serverId + " to be " + state, () -> seen(balancer(), "grp_1").stream()
                .flatMap(status -> status.members().stream())
                .filter(member -> member.serverId().equals(serverId))
                .map(Member::state)
                .anyMatch(state::equals));
    }

    @Test
    void shouldSelectWhatServesAndLetWhatDrainsLiveOn() {
        Backend a = backend("a");
        Backend b = backend("b");
        backend("stranger");
        balancer().apply(spec("grp_1", 80, a, b));
        assertEquals(Set.of("srv-a", "srv-b"), selected("grp_1"));
        balancer().apply(spec("grp_1", 80, draining(a), b));
        assertEquals(Set.of("srv-b"), selected("grp_1"));
        assertTrue(driver.observe("srv_a") instanceof Machine.Alive);
        assertNull(
                balancer()
                        .apply(spec("grp_1", 80, draining(a), b))
                        .members()
                        .get(0)
                        .connections(),
                "nobody can tell how many, so that a drain lasts up to its limit");
        balancer().apply(spec("grp_1", 80, b));
        assertEquals(Set.of("srv-b"), selected("grp_1"));
        assertTrue(driver.observe("srv_a") instanceof Machine.Alive);
    }

    @Test
    void shouldSayWhichMembersTheClusterGivesConnections() {
        Backend a = backend("a");
        assertEquals(
                BalancerStatus.State.FAILING,
                balancer().apply(spec("grp_1", 80, a)).members().get(0).state(),
                "the cluster has not seen it yet");
        endpoints.write();
        awaitState("srv_a", BalancerStatus.State.READY);
        cluster.kubelet.tamper(cluster.kubelet.workload("srv_a").pod(), status -> {
            status.setConditions(List.of(new PodConditionBuilder()
                    .withType("Ready")
                    .withStatus("False")
                    .withLastTransitionTime(FakeKubelet.seconds())
                    .build()));
            return status;
        });
        endpoints.write();
        awaitState("srv_a", BalancerStatus.State.FAILING);
        awaitSeen(balancer(), spec("grp_1", 80, a)); // There is nothing to change.
    }

    @Test
    void shouldGiveAPodThatWasMadeAgainNothingUntilItIsToldTo() {
        Backend a = backend("a");
        balancer().apply(spec("grp_1", 80, a));
        driver.power("srv_a", Driver.Power.OFF);
        driver.power("srv_a", Driver.Power.ON);
        Backend again = new Backend("srv_a", addressOf("srv_a"), State.READY);
        assertEquals(Set.of(), selected("grp_1"));
        balancer().apply(spec("grp_1", 80, again));
        assertEquals(Set.of("srv-a"), selected("grp_1"));
    }

    @Test
    void shouldServeTheOthersAndNameTheMembersThatAreNotHere() {
        Backend a = backend("a");
        Backend elsewhere = new Backend("srv_elsewhere", "10.9.8.7:80", State.READY);
        BalancerException refused =
                assertThrows(BalancerException.class, () -> balancer().apply(spec("grp_1", 80, a, elsewhere)));
        assertEquals(
                "expected Pods in namespace hostmesh-test for srv_elsewhere at 10.9.8.7:80, got none; are these"
                        + " members in another location?",
                refused.getMessage());
        assertEquals(Set.of("srv-a"), selected("grp_1"));
    }

    @Test
    void shouldLetAServiceBeThatIsNotOurs() {
        var services = admin.services().inNamespace(TestCluster.NAMESPACE);
        Service foreign = new ServiceBuilder()
                .withNewMetadata()
                .withName("grp-foreign")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
        services.resource(foreign).create();
        BalancerSpec spec = spec("grp_foreign", 80);
        BalancerException refused =
                assertThrows(BalancerException.class, () -> balancer().apply(spec));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("it was not made by Hostmesh"), refused.getMessage());
        balancer().remove("grp_foreign");
        assertNotNull(services.withName("grp-foreign").get());
        services.withName("grp-foreign").delete();
    }

    @Test
    void shouldKnowItsAddressBeforeItIsThereWhereTheClusterGivesNames() {
        assertEquals("grp-1.hostmesh-test.svc:80", balancer().address("grp_1", "127.0.0.1", 80));
        assertEquals(
                "grp-1.hostmesh-test.svc:80",
                balancer().apply(spec("grp_1", 80)).address());
    }

    @Test
    void shouldLeaveAnApiServerAloneThatDoesNotAnswer() {
        Config nobody = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + anyFreePort())
                .build();
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(KubernetesDriverFactory.limited(nobody, Duration.ofMillis(500)))
                .build();
        ServiceSettings impatient = new ServiceSettings(
                "local",
                TestCluster.NAMESPACE,
                80,
                Exposure.CLUSTER_IP,
                "",
                Map.of(),
                3,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
        VirtualClock clock = new VirtualClock();
        try (ServiceBalancer balancer = new ServiceBalancer(client, impatient, clock, System::nanoTime)) {
            BalancerException unseen = assertThrows(BalancerException.class, balancer::observe);
            assertTrue(String.valueOf(unseen.getMessage()).contains("are not up"), unseen.getMessage());
            BalancerException first = assertThrows(BalancerException.class, () -> balancer.apply(spec("grp_1", 80)));
            BalancerException second = assertThrows(BalancerException.class, () -> balancer.remove("grp_1"));
            assertEquals(first.getMessage(), second.getMessage(), "the second one asked nobody");
            clock.pass(Duration.ofHours(-1));
            BalancerException third = assertThrows(BalancerException.class, () -> balancer.remove("grp_1"));
            assertNotEquals(first.getMessage(), third.getMessage(), "the clock went back, and nobody waits for it");
        }
    }

    @Test
    void shouldBelieveWhatWasSeenLastForAsLongAsItMayWhateverTheClockSays() {
        assumeFalse(TestCluster.real(), "the API server of others is not stopped");
        TestCluster going = new TestCluster();
        AtomicLong passed = new AtomicLong();
        VirtualClock clock = new VirtualClock();
        try (ServiceBalancer balancer =
                new ServiceBalancer(going.client("hostmesh"), settings(Exposure.CLUSTER_IP), clock, passed::get)) {
            Await.until("the watches to be up", () -> !isUnseen(balancer));
            going.close();
            clock.pass(Duration.ofHours(1));
            assertEquals(List.of(), balancer.observe());
            clock.pass(Duration.ofHours(-2));
            Duration stale = settings(Exposure.CLUSTER_IP).staleAfter();
            Await.until("the watches to be known to be down", () -> {
                passed.addAndGet(stale.toNanos());
                return isUnseen(balancer);
            });
        }
    }

    private static boolean isUnseen(ServiceBalancer balancer) {
        try {
            balancer.observe();
            return false;
        } catch (BalancerException e) {
            return String.valueOf(e.getMessage()).contains("are not up");
        }
    }
}
