package io.hostmesh.benchmarks;

import io.hostmesh.embedded.Durability;
import io.hostmesh.embedded.EmbeddedKafka;
import io.hostmesh.embedded.EmbeddedPostgres;
import io.hostmesh.embedded.Folders;
import io.hostmesh.embedded.KafkaTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL and Kafka on loopback, for monitoring-service alone. */
final class MonitoringAlone implements AutoCloseable {

    static final int FIRST_PORT = 28_440;

    /** The local default, see ADR 0019. */
    static final Durability DURABILITY = Durability.PROCESS;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PASSWORD = "benchmark";
    /** The local default compiles no further than a machine with everything on it needs; a broker under load does. */
    private static final List<String> BROKER_OPTIONS =
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=4", "-XX:CompileThresholdScaling=1");

    private final Path jar;
    private final Path home;
    private final InternalIdentity identity = new InternalIdentity();
    private final EmbeddedPostgres postgres;
    private final EmbeddedKafka kafka;

    private MonitoringAlone(Path jar, Path home, EmbeddedPostgres postgres, EmbeddedKafka kafka) {
        this.jar = jar;
        this.home = home;
        this.postgres = postgres;
        this.kafka = kafka;
    }

    static MonitoringAlone start(Path root, Path folder) {
        Path home = folder.toAbsolutePath();
        Path jar = root.toAbsolutePath().resolve("monitoring-service/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("monitoring-service is not built: there is no " + jar);
        }
        Folders.delete(home.resolve("postgres"));
        Folders.delete(home.resolve("kafka"));
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Config(
                home.resolve("postgres"),
                home.resolve("postgres.log"),
                home.resolve("programs"),
                FIRST_PORT + 2,
                PASSWORD,
                DURABILITY,
                false));
        Ending.atLatest(postgres::close);
        postgres.awaitReady(PATIENCE);
        postgres.createDatabases(Map.of("monitoring", PASSWORD));
        EmbeddedKafka kafka = EmbeddedKafka.start(new EmbeddedKafka.Config(
                home.resolve("kafka"),
                home.resolve("kafka.log"),
                FIRST_PORT + 3,
                FIRST_PORT + 4,
                BROKER_OPTIONS,
                DURABILITY,
                false));
        Ending.atLatest(kafka::close);
        kafka.awaitReady(PATIENCE);
        KafkaTopics.createMissing(kafka.bootstrapServers());
        MonitoringAlone alone = new MonitoringAlone(jar, home, postgres, kafka);
        alone.identity.writePublicKey(home.resolve("identity-public.pem"));
        alone.identity.writePrivateKey(home.resolve("server-token-private.pem"));
        return alone;
    }

    /**
     * Starts an instance of the service and waits until it is ready.
     *
     * @param number 0 or 1
     */
    MonitoringInstance startInstance(int number) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "hostmesh.series.maximum-samples-per-second", "100000000",
                "hostmesh.series.burst-samples", "100000000",
                // What a portion of samples leaves to be written is written before its processor time is taken.
                "hostmesh.history.minute-flush-interval", "500ms",
                "quarkus.log.level", "WARN"));
        Map<String, String> environment = Map.of(
                "HOSTMESH_KAFKA", kafka.bootstrapServers(),
                "HOSTMESH_POSTGRES", "127.0.0.1:" + (FIRST_PORT + 2),
                "HOSTMESH_POSTGRES_PASSWORD", PASSWORD,
                "HOSTMESH_IDENTITY_PUBLIC_KEY",
                        home.resolve("identity-public.pem").toString(),
                "HOSTMESH_SERVER_TOKEN_PRIVATE_KEY",
                        home.resolve("server-token-private.pem").toString());
        return MonitoringInstance.start(jar, home, FIRST_PORT + number, settings, environment);
    }

    /** The header {@code Authorization} of a customer. */
    String authorization(String accountId) {
        return identity.account(accountId);
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    double postgresCpuSeconds() {
        return CpuTime.ofTree(postgres.pid());
    }

    double kafkaCpuSeconds() {
        return CpuTime.ofTree(kafka.pid());
    }

    @Override
    public void close() {
        kafka.stop();
        postgres.stop();
    }
}
