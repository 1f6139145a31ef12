package io.hostmesh.monitoring.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.monitoring.Mesh;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.DocumentedApi;
import io.hostmesh.teststack.TestServers;
import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Kafka and PostgreSQL are killed and come back. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class OutageTest {

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @Test
    void shouldRefuseSoonWhileKafkaIsAwayAndGoOnAfter() {
        try (Mesh mesh = new Mesh()) {
            mesh.createGroup(60, 1);
            String server = mesh.createServer();
            Await.until("accepted", () -> mesh.push(server, 60).statusCode() == 204);
            assertEquals(204, writeSeries(mesh).statusCode());
            DocumentedApi document = DocumentedApi.read(Set.of(), Set.of());
            TestServers.killKafka();
            long before = System.nanoTime();
            Response refused = mesh.pushOnce(server, 99, Instant.now());
            long seconds = Duration.ofNanos(System.nanoTime() - before).toSeconds();

            assertEquals(503, refused.statusCode());
            assertEquals("1", refused.header("Retry-After"));
            assertTrue(seconds < 10, "refused after " + seconds + " s");
            document.requireProblem("unavailable", refused);
            Response seriesRefused = writeSeries(mesh);
            document.requireProblem("unavailable", seriesRefused);
            assertEquals("1", seriesRefused.header("Retry-After"));
            TestServers.restartKafka();
            Await.until(
                    "accepted again",
                    RECOVERY,
                    () -> mesh.pushOnce(server, 99, Instant.now()).statusCode() == 204);
            Await.until("series too", RECOVERY, () -> writeSeries(mesh).statusCode() == 204);
            Await.until("fired", RECOVERY, () -> {
                mesh.push(server, 99);
                return mesh.fired(Kind.OVERLOAD).size() == 1;
            });
        }
    }

    @Test
    void shouldAcceptWhilePostgresIsAwayAndJudgeAfter() {
        try (Mesh mesh = new Mesh()) {
            mesh.createGroup(60, 1);
            String server = mesh.createServer();
            // The test stack commits asynchronously: what a kill must not take has to be a second old.
            Await.until("judged twice", () -> {
                mesh.push(server, 99);
                return mesh.stillFiring(Kind.OVERLOAD).size() >= 2;
            });
            TestServers.killPostgres();
            assertEquals(204, mesh.push(server, 60).statusCode());
            TestServers.restartPostgres();

            Await.until(
                    "resolved", RECOVERY, () -> !mesh.resolved(Kind.OVERLOAD).isEmpty());
            assertEquals(1, mesh.fired(Kind.OVERLOAD).size());
        }
    }

    private static Response writeSeries(Mesh mesh) {
        return mesh.write(
                "application/x-protobuf", Bodies.first(System.currentTimeMillis(), 1, "__name__", "up", "job", "web"));
    }
}
