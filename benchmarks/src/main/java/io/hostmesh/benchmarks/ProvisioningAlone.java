package io.hostmesh.benchmarks;

import io.hostmesh.embedded.Durability;
import io.hostmesh.embedded.EmbeddedKafka;
import io.hostmesh.embedded.EmbeddedPostgres;
import io.hostmesh.embedded.Folders;
import io.hostmesh.embedded.KafkaTopics;
import io.hostmesh.embedded.ProcessCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, Kafka and provisioning-service as it is packaged, on loopback, with a simulated location. */
final class ProvisioningAlone implements AutoCloseable {

    static final int FIRST_PORT = 28_400;

    /** The local default, see ADR 0019. */
    static final Durability DURABILITY = Durability.PROCESS;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "benchmark";

    private final Path root;
    private final Path home;
    private final InternalIdentity identity = new InternalIdentity();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final EmbeddedPostgres postgres;
    private final EmbeddedKafka kafka;
    private @Nullable Process service;

    private ProvisioningAlone(Path root, Path home, EmbeddedPostgres postgres, EmbeddedKafka kafka) {
        this.root = root;
        this.home = home;
        this.postgres = postgres;
        this.kafka = kafka;
    }

    /** Starts all but the service. */
    static ProvisioningAlone start(Path root, Path home) {
        Path absolute = home.toAbsolutePath();
        Folders.delete(absolute.resolve("postgres"));
        Folders.delete(absolute.resolve("kafka"));
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Config(
                absolute.resolve("postgres"),
                absolute.resolve("postgres.log"),
                absolute.resolve("programs"),
                FIRST_PORT + 1,
                PASSWORD,
                DURABILITY,
                false));
        Ending.atLatest(postgres::close);
        postgres.awaitReady(PATIENCE);
        postgres.createDatabases(Map.of("provisioning", PASSWORD));
        EmbeddedKafka kafka = EmbeddedKafka.start(
                EmbeddedKafka.Config.forTests(absolute.resolve("kafka"), FIRST_PORT + 2, FIRST_PORT + 3)
                        .withLog(absolute.resolve("kafka.log")));
        Ending.atLatest(kafka::close);
        kafka.awaitReady(PATIENCE);
        KafkaTopics.createMissing(kafka.bootstrapServers());
        ProvisioningAlone alone = new ProvisioningAlone(root, absolute, postgres, kafka);
        alone.identity.writePublicKey(absolute.resolve("identity-public.pem"));
        alone.identity.writePrivateKey(absolute.resolve("server-token-private.pem"));
        return alone;
    }

    /** Starts the service and waits until it is ready. */
    void startService(Map<String, String> settings) {
        Path jar = root.toAbsolutePath().resolve("provisioning-service/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("provisioning-service is not built: there is no " + jar);
        }
        List<String> command = new ArrayList<>(List.of(
                ProcessCommand.java(),
                "-Xms1536m",
                "-Xmx1536m",
                "-Xmn768m",
                "-XX:+UseSerialGC",
                // Compiled for good after a fifth of the usual number of calls: a decision is made seldom enough to
                // wait for that for long.
                "-XX:Tier4InvocationThreshold=1000",
                "-XX:Tier4MinInvocationThreshold=120",
                "-XX:Tier4CompileThreshold=3000",
                "-XX:Tier4BackEdgeThreshold=8000",
                // Room from the start: a collection only for classes or code pauses the service.
                "-XX:MetaspaceSize=256m",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:+ExitOnOutOfMemoryError"));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("provisioning.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HOSTMESH_") || name.startsWith("QUARKUS_"));
        builder.environment()
                .putAll(Map.of(
                        "HOSTMESH_PROVISIONING_PORT", Integer.toString(FIRST_PORT),
                        "HOSTMESH_URL", "http://127.0.0.1:" + FIRST_PORT,
                        "HOSTMESH_KAFKA", kafka.bootstrapServers(),
                        "HOSTMESH_POSTGRES", "127.0.0.1:" + (FIRST_PORT + 1),
                        "HOSTMESH_POSTGRES_PASSWORD", PASSWORD,
                        "HOSTMESH_IDENTITY_PUBLIC_KEY",
                                home.resolve("identity-public.pem").toString(),
                        "HOSTMESH_SERVER_TOKEN_PRIVATE_KEY",
                                home.resolve("server-token-private.pem").toString()));
        try {
            Process started = Ending.start(builder);
            service = started;
            awaitReady(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Process started) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (started.waitFor(100, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("provisioning ended at start; see " + home + "/provisioning.log");
                }
                HttpRequest ready =
                        HttpRequest.newBuilder(address("/q/health/ready")).build();
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Asked again.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while provisioning was starting", e);
            }
        }
        throw new IllegalStateException("provisioning is not ready after " + PATIENCE.toSeconds() + " s");
    }

    void stopService() {
        Process running = running();
        running.destroy();
        try {
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.destroyForcibly();
        }
    }

    private Process running() {
        return Objects.requireNonNull(service, "expected the service to have been started");
    }

    static URI address(String path) {
        return URI.create("http://127.0.0.1:" + FIRST_PORT + path);
    }

    HttpClient http() {
        return http;
    }

    InternalIdentity identity() {
        return identity;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** What the service says of itself, in the text format of Prometheus. */
    String metrics() {
        try {
            HttpRequest request = HttpRequest.newBuilder(address("/q/metrics"))
                    .header("Accept", "text/plain")
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + (FIRST_PORT + 1) + "/hostmesh_provisioning",
                "hostmesh_provisioning",
                PASSWORD);
    }

    double serviceCpuSeconds() {
        return CpuTime.ofTree(running().pid());
    }

    double postgresCpuSeconds() {
        return CpuTime.ofTree(postgres.pid());
    }

    @Override
    public void close() {
        if (service != null && service.isAlive()) {
            stopService();
        }
        kafka.stop();
        postgres.stop();
    }
}
