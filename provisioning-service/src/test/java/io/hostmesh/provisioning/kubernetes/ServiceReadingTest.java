package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.kubernetes.ServiceSettings.Exposure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceReadingTest {

    private static final String GROUP = "grp_01m80dc8aqecwb0bkh86fsfyge";

    private static ServiceSettings settings(Exposure exposure) {
        return new ServiceSettings(
                "frankfurt",
                "hostmesh-frankfurt",
                8080,
                exposure,
                exposure == Exposure.NODE_PORT ? "nodes.example" : "",
                Map.of("example.com/internal", "true"),
                500,
                Duration.ofSeconds(4),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
    }

    private static BalancerStatus read(Service service, Exposure exposure) {
        return ServiceReading.statuses(List.of(service), List.of(), List.of(), settings(exposure))
                .get(0);
    }

    private static @Nullable String address(Service service, Exposure exposure) {
        return read(service, exposure).address();
    }

    @Test
    void shouldMakeTheServiceOfTheGoldenFile() throws IOException {
        try (InputStream golden = Objects.requireNonNull(
                ServiceReadingTest.class.getResourceAsStream("/golden/kubernetes/service.yaml"))) {
            assertEquals(
                    new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip(),
                    Serialization.asYaml(ServiceManifest.of(GROUP, 443, settings(Exposure.LOAD_BALANCER)))
                            .strip());
        }
    }

    @Test
    void shouldHaveNoAddressBeforeTheProviderGivesOne() {
        Service made = ServiceManifest.of(GROUP, 443, settings(Exposure.LOAD_BALANCER));
        assertNull(address(made, Exposure.LOAD_BALANCER));
        assertEquals(443, read(made, Exposure.LOAD_BALANCER).port());
        Service given = new ServiceBuilder(made)
                .withNewStatus()
                .withNewLoadBalancer()
                .withIngress(
                        new LoadBalancerIngressBuilder().withIp("2001:db8::7").build())
                .endLoadBalancer()
                .endStatus()
                .build();
        assertEquals("[2001:db8::7]:443", address(given, Exposure.LOAD_BALANCER));
        given.getStatus().getLoadBalancer().getIngress().get(0).setHostname("lb.example");
        assertEquals("lb.example:443", address(given, Exposure.LOAD_BALANCER));
    }

    @Test
    void shouldBeReachedAtThePortThatTheNodesHave() {
        Service made = ServiceManifest.of(GROUP, 80, settings(Exposure.NODE_PORT));
        assertNull(address(made, Exposure.NODE_PORT));
        made.getSpec().getPorts().get(0).setNodePort(30_123);
        assertEquals("nodes.example:30123", address(made, Exposure.NODE_PORT));
    }

    @Test
    void shouldKeepWhatTheClusterChoseAndCorrectWhatSomebodyChanged() {
        Service there = ServiceManifest.of(GROUP, 80, settings(Exposure.NODE_PORT));
        there.getSpec().getPorts().get(0).setNodePort(30_123);
        there.getSpec().setClusterIP("10.0.0.7");
        assertSame(there, ServiceManifest.corrected(there, GROUP, 80, settings(Exposure.NODE_PORT)));

        Service moved = ServiceManifest.corrected(there, GROUP, 81, settings(Exposure.NODE_PORT));
        assertEquals(30_123, moved.getSpec().getPorts().get(0).getNodePort());
        assertEquals("10.0.0.7", moved.getSpec().getClusterIP());
        assertEquals("nodes.example:30123", address(moved, Exposure.NODE_PORT));

        Service inside = ServiceManifest.corrected(there, GROUP, 80, settings(Exposure.CLUSTER_IP));
        assertNull(inside.getSpec().getPorts().get(0).getNodePort(), "the API server would refuse it");

        there.getSpec().setSelector(Map.of("app", "another"));
        Service corrected = ServiceManifest.corrected(there, GROUP, 80, settings(Exposure.NODE_PORT));
        assertNotEquals(there, corrected);
        assertEquals(
                ServiceManifest.of(GROUP, 80, settings(Exposure.NODE_PORT))
                        .getSpec()
                        .getSelector(),
                corrected.getSpec().getSelector());
    }
}
