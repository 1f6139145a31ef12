package io.hostmesh.monitoring.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.monitoring.series.StoredSamples;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Through a real Kafka: what came while nothing was running is handed on, and nothing twice. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class ForwardingTest {

    @Inject
    @SuppressWarnings("NullAway.Init")
    Vertx vertx;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    @SuppressWarnings("NullAway.Init")
    String bootstrapServers;

    @Test
    void shouldLoseNothingAndRepeatNothingOverARestart() throws Exception {
        try (Mesh mesh = new Mesh();
                StandInStore store = new StandInStore()) {
            send(mesh, 1);
            Forwarder first = start(store);
            Await.until("first", () -> handedOn(mesh, store).size() == 1);
            first.stop(new ShutdownEvent());
            send(mesh, 2);
            Forwarder second = start(store);
            Await.until("second", () -> handedOn(mesh, store).size() > 1);
            second.stop(new ShutdownEvent());
            assertEquals(List.of(sample(mesh, 1), sample(mesh, 2)), handedOn(mesh, store));
        }
    }

    private Forwarder start(StandInStore store) {
        ForwardSettings settings = new TestSettings(store.url(), null, List.of("127.0.0.0/8"));
        ForwardMeters meters = new ForwardMeters(new SimpleMeterRegistry());
        Forwarder forwarder = new Forwarder(
                vertx, settings, meters, Clock.systemUTC(), bootstrapServers, "hostmesh_server", 1_000_000);
        forwarder.start(new StartupEvent());
        return forwarder;
    }

    private static void send(Mesh mesh, double value) {
        long now = System.currentTimeMillis();
        byte[] body = Bodies.first(now, value, "__name__", "up");
        mesh.topics.publish(new ProducerRecord<>(
                Topic.SAMPLES.topicName(), mesh.account, Bodies.record(mesh.account, null, now * 1_000, body)));
    }

    private static String sample(Mesh mesh, double value) {
        return "up{hostmesh_account=\"" + mesh.account + "\"} " + value;
    }

    private static List<String> handedOn(Mesh mesh, StandInStore store) {
        return store.bodies().stream()
                .flatMap(body -> StoredSamples.in(body).stream())
                .filter(sample -> sample.contains(mesh.account))
                .toList();
    }
}
