package io.hostmesh.provisioning.kubernetes;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerFactory;
import io.hostmesh.provisioning.kubernetes.ServiceSettings.Exposure;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the balancers of a location of Pods. */
@ApplicationScoped
class ServiceBalancerFactory implements BalancerFactory.ForLocation {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final KubernetesSettings settings;
    private final Clock clock;

    ServiceBalancerFactory(KubernetesSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return ServiceBalancer.NAME;
    }

    @Override
    public Balancer open(String locationId) {
        KubernetesSettings.Pods pods = Optional.ofNullable(settings.locations().get(locationId))
                .filter(location ->
                        location.driver().filter(KubernetesDriver.NAME::equals).isPresent())
                .flatMap(KubernetesSettings.Location::kubernetes)
                .orElseThrow(() -> new ConfigurationException("expected hostmesh.locations." + locationId
                        + ".driver=kubernetes, because its balancer is kubernetes"));
        Exposure exposure = exposure(pods.service().type());
        List<String> wrong = wrong(pods, exposure);
        if (exposure == null || !wrong.isEmpty()) {
            throw new ConfigurationException(
                    "hostmesh.locations." + locationId + ".kubernetes.service: expected " + String.join("; ", wrong));
        }
        ServiceSettings services = new ServiceSettings(
                locationId,
                pods.namespace(),
                pods.port(),
                exposure,
                pods.service().host().orElse(""),
                pods.service().annotations(),
                pods.pageSize(),
                pods.callLimit(),
                pods.service().staleAfter(),
                pods.service().restAfterFailure());
        return new ServiceBalancer(KubernetesDriverFactory.client(pods), services, clock, System::nanoTime);
    }

    private static @Nullable Exposure exposure(String word) {
        return Stream.of(Exposure.values())
                .filter(exposure -> exposure.word.equals(word))
                .findFirst()
                .orElse(null);
    }

    /** Everything that is wrong, at once. */
    static List<String> wrong(KubernetesSettings.Pods pods, @Nullable Exposure exposure) {
        List<String> wrong = new ArrayList<>();
        KubernetesSettings.Services services = pods.service();
        if (exposure == null) {
            wrong.add("type to be ClusterIP, NodePort or LoadBalancer, got " + services.type());
        }
        if ((exposure == Exposure.NODE_PORT) != services.host().isPresent()) {
            wrong.add("host, where the nodes' ports are reached, together with type NodePort and with no other type");
        }
        if (services.staleAfter().compareTo(SECOND) < 0) {
            wrong.add("stale-after of at least 1s, got " + services.staleAfter());
        }
        if (services.restAfterFailure().compareTo(SECOND) < 0) {
            wrong.add("rest-after-failure of at least 1s, got " + services.restAfterFailure());
        }
        return wrong;
    }
}
