package io.hostmesh.kit.health;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a broker answers within two seconds; the extension's own check would wait for a minute. */
@Readiness
@ApplicationScoped
class KafkaReadiness implements AsyncHealthCheck {

    private static final String NAME = "Kafka";
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Admin admin;

    KafkaReadiness(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.keySet().removeIf(name -> !AdminClientConfig.configNames().contains(name));
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "readiness");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        admin = Admin.create(settings);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> admin.describeCluster().nodes().toCompletionStage())
                .map(nodes -> nodes.isEmpty() ? HealthCheckResponse.down(NAME) : HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(away -> HealthCheckResponse.down(NAME));
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ZERO);
    }
}
