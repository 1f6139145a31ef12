package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Golden manifests: what a cluster is asked for changes only where somebody means it to. */
class ManifestTest {

    private static final String ID = "srv_01m80dc8aqecwb0bkh86fsfyge";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");
    private static final PodSettings SETTINGS = new PodSettings(
            "frankfurt",
            "hostmesh-frankfurt",
            Map.of("workload-1", "registry.example/workload:1"),
            8080,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofDays(7),
            Duration.ofMinutes(1),
            500,
            Map.of("pool", "customers"),
            Optional.of(65532L),
            true,
            64,
            Optional.of("registry"));

    private static MachineSpec spec(String image) {
        return new MachineSpec(
                ID,
                2,
                image,
                "frankfurt",
                new BigDecimal("0.50"),
                512,
                Map.of("HOSTMESH_TOKEN", "secret", "HOSTMESH_SERVER_ID", ID));
    }

    private static Holder holder() {
        Holder first = Holder.first(spec("workload-1"), NOW);
        return HolderManifest.read(inCluster(HolderManifest.of(first, SETTINGS)));
    }

    private static ConfigMap inCluster(ConfigMap map) {
        map.getMetadata().setUid("5f9f1e4e-0000-4000-8000-000000000001");
        map.getMetadata().setResourceVersion("41");
        return map;
    }

    private static void assertGolden(String name, HasMetadata object) throws IOException {
        try (InputStream golden =
                Objects.requireNonNull(ManifestTest.class.getResourceAsStream("/golden/kubernetes/" + name), name)) {
            assertEquals(
                    new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip(),
                    Serialization.asYaml(object).strip());
        }
    }

    @Test
    void shouldMakeThePodOfTheGoldenFile() throws IOException {
        assertGolden("pod.yaml", PodManifest.pod(holder(), SETTINGS));
    }

    @Test
    void shouldMakeTheSecretOfTheGoldenFile() throws IOException {
        assertGolden(
                "secret.yaml", PodManifest.secret(holder(), spec("workload-1").environment(), SETTINGS));
    }

    @Test
    void shouldMakeTheHolderOfTheGoldenFile() throws IOException {
        Ending ending = new Ending(137, NOW.plusSeconds(60), false, List.of("kubernetes: OOMKilled", "last words"));
        assertGolden("holder.yaml", HolderManifest.of(holder().switchingOff().switchedOff(ending), SETTINGS));
    }

    @Test
    void shouldMakeTheNoteOfTheGoldenFile() throws IOException {
        Ending ending = new Ending(143, NOW.plusSeconds(60), false, List.of("last words"));
        assertGolden(
                "deleted.yaml", HolderManifest.of(holder().deleting().deleted(ending, NOW.plusSeconds(61)), SETTINGS));
    }

    @Test
    void shouldReadEveryHolderBack() {
        Ending ending = new Ending(null, NOW, true, List.of("a", "", "b"));
        Holder first = holder();
        for (Holder holder : List.of(
                first,
                first.switchingOff(),
                first.switchedOff(ending),
                first.switchedOff(ending).switchedOn(),
                first.rebuilt(spec("workload-1"), NOW),
                first.deleting(),
                first.deleted(Ending.neverBegun(NOW), NOW))) {
            assertEquals(holder, HolderManifest.read(HolderManifest.of(holder, SETTINGS)));
        }
    }

    @Test
    void shouldNameWhatSomebodyChangedByHand() {
        ConfigMap map = HolderManifest.of(holder(), SETTINGS);
        map.getData().put("run", "often");
        RefusedException refused = assertThrows(RefusedException.class, () -> HolderManifest.read(map));
        assertTrue(Objects.requireNonNull(refused.getMessage()).contains("changed by hand"));
    }

    @Test
    void shouldHaveNoSecretOutsideOfTheSecret() {
        String pod = Serialization.asYaml(PodManifest.pod(holder(), SETTINGS));
        assertFalse(pod.contains("HOSTMESH_TOKEN"));
        assertFalse(Serialization.asYaml(HolderManifest.of(holder(), SETTINGS)).contains("HOSTMESH_TOKEN"));
    }

    @Test
    void shouldGiveValidNamesAndLabels() {
        Pod pod = PodManifest.pod(holder(), SETTINGS);
        assertTrue(pod.getMetadata().getName().matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"));
        assertTrue(pod.getMetadata().getLabels().values().stream().allMatch(Tags::isLabelValue));
        assertThrows(IllegalArgumentException.class, () -> Tags.name("srv_a-b"));
        assertThrows(IllegalArgumentException.class, () -> Tags.name("srv_A"));
        assertThrows(IllegalArgumentException.class, () -> Tags.name("../pods"));
        assertThrows(IllegalArgumentException.class, () -> Tags.name("srv_" + "a".repeat(60)));
    }

    @Test
    void shouldSayWhichImageHasNoContainerImage() {
        Holder other = Holder.first(spec("debian-13"), NOW);
        DriverException refused = assertThrows(RefusedException.class, () -> PodManifest.pod(other, SETTINGS));
        assertTrue(Objects.requireNonNull(refused.getMessage())
                .endsWith("set hostmesh.locations.frankfurt.kubernetes.images.debian-13"));
    }

    @Test
    void shouldRefuseAnEnvironmentThatNoSecretHolds() {
        Map<String, String> large = Map.of("HOSTMESH_USER_DATA", "x".repeat(1_100_000));
        assertThrows(RefusedException.class, () -> PodManifest.secret(holder(), large, SETTINGS));
        assertThrows(RefusedException.class, () -> PodManifest.secret(holder(), Map.of("A B", "c"), SETTINGS));
    }
}
