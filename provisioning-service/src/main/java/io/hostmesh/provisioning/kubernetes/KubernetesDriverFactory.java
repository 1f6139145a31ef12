package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverFactory;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the Kubernetes driver of a location. */
@ApplicationScoped
class KubernetesDriverFactory implements DriverFactory {

    private static final int RETRIES = 2;
    private static final int BETWEEN_RETRIES_MILLISECONDS = 100;
    private static final int BETWEEN_WATCHES_MILLISECONDS = 500;
    private static final long PING_MILLISECONDS = 10_000;
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final KubernetesSettings settings;
    private final Clock clock;

    KubernetesDriverFactory(KubernetesSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KubernetesDriver.NAME;
    }

    @Override
    public Driver make(String locationId) {
        KubernetesSettings.Pods pods = Optional.ofNullable(settings.locations().get(locationId))
                .flatMap(KubernetesSettings.Location::kubernetes)
                .orElseThrow(() -> new ConfigurationException("expected hostmesh.locations." + locationId
                        + ".kubernetes.namespace for a location of Pods, got none"));
        List<String> wrong = wrong(locationId, pods);
        if (!wrong.isEmpty()) {
            throw new ConfigurationException(
                    "hostmesh.locations." + locationId + ".kubernetes: expected " + String.join("; ", wrong));
        }
        return new KubernetesDriver(client(pods), podSettings(locationId, pods), clock, System::nanoTime);
    }

    /** Everything that is wrong, at once. */
    private static List<String> wrong(String locationId, KubernetesSettings.Pods pods) {
        List<String> wrong = new ArrayList<>();
        expect(Tags.isLabelValue(locationId), "the location's id to be a label's value, got " + locationId, wrong);
        expect(
                pods.namespace().matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
                "namespace to be a DNS label, got " + pods.namespace(),
                wrong);
        expect(
                !pods.images().isEmpty(),
                "images.<image> with a container image for each image of the catalogue",
                wrong);
        expect(pods.port() > 0 && pods.port() <= HIGHEST_PORT, "port from 1 to 65535, got " + pods.port(), wrong);
        expect(pods.pageSize() > 0, "page-size of at least 1, got " + pods.pageSize(), wrong);
        expect(pods.runAsUser() >= 0, "run-as-user of at least 0, got " + pods.runAsUser(), wrong);
        expect(pods.scratchMegabytes() > 0, "scratch-megabytes of at least 1, got " + pods.scratchMegabytes(), wrong);
        atLeastASecond("call-limit", pods.callLimit(), wrong);
        atLeastASecond("grace", pods.grace(), wrong);
        atLeastASecond("end-limit", pods.endLimit(), wrong);
        atLeastASecond("node-lost-after", pods.nodeLostAfter(), wrong);
        atLeastASecond("force-after", pods.forceAfter(), wrong);
        atLeastASecond("tombstones-kept", pods.tombstonesKept(), wrong);
        atLeastASecond("relist-every", pods.relistEvery(), wrong);
        Optional<Path> file = pods.kubeconfig();
        expect(
                file.isEmpty() || Files.isReadable(file.get()),
                "kubeconfig to be a readable file, got "
                        + file.map(Path::toString).orElse("none"),
                wrong);
        return wrong;
    }

    private static void atLeastASecond(String name, Duration value, List<String> wrong) {
        expect(value.compareTo(SECOND) >= 0, name + " of at least 1s, got " + value, wrong);
    }

    private static void expect(boolean right, String expectation, List<String> wrong) {
        if (!right) {
            wrong.add(expectation);
        }
    }

    static KubernetesClient client(KubernetesSettings.Pods pods) {
        String context = pods.context().orElse(null);
        Config found = pods.kubeconfig()
                .map(file -> Config.fromKubeconfig(context, file.toFile()))
                .orElseGet(() -> Config.autoConfigure(context));
        return new KubernetesClientBuilder()
                .withConfig(limited(found, pods.callLimit()))
                .build();
    }

    /** The client's own defaults repeat a call that fails ten times, and never give a watch up that says nothing. */
    static Config limited(Config config, Duration callLimit) {
        return new ConfigBuilder(config)
                .withConnectionTimeout((int) callLimit.toMillis())
                .withRequestTimeout((int) callLimit.toMillis())
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(BETWEEN_RETRIES_MILLISECONDS)
                .withWatchReconnectInterval(BETWEEN_WATCHES_MILLISECONDS)
                .withWebsocketPingInterval(PING_MILLISECONDS)
                .withUserAgent("hostmesh-provisioning")
                .build();
    }

    private static PodSettings podSettings(String locationId, KubernetesSettings.Pods pods) {
        return new PodSettings(
                locationId,
                pods.namespace(),
                pods.images(),
                pods.port(),
                pods.grace(),
                pods.endLimit(),
                pods.nodeLostAfter(),
                pods.forceAfter(),
                pods.tombstonesKept(),
                pods.relistEvery(),
                pods.pageSize(),
                pods.nodeSelector(),
                pods.runAsUser() == 0 ? Optional.empty() : Optional.of(pods.runAsUser()),
                pods.readOnlyRoot(),
                pods.scratchMegabytes(),
                pods.pullSecret());
    }
}
