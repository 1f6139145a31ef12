package io.hostmesh.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {

    private static final Path CACHE = Path.of("target", "postgres-programs").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;

    EmbeddedTest(@TempDir Path home) {
        this.home = home;
    }

    @Test
    void shouldKeepCommittedRowsWhenPostgresIsKilled() throws Exception {
        int port = freePort();
        var config = EmbeddedPostgres.Config.detached(home, CACHE, port, "admin-secret", Durability.PROCESS);
        EmbeddedPostgres killed = EmbeddedPostgres.start(config);
        killed.awaitReady(PATIENCE);
        killed.createDatabases(Map.of("billing", "billing-secret"));
        try (Connection connection = connect(port, "billing-secret")) {
            connection.createStatement().execute("create table fact (id int primary key)");
            connection.createStatement().execute("insert into fact values (7)");
        }
        killed.record().kill();

        try (EmbeddedPostgres restarted = EmbeddedPostgres.start(config)) {
            restarted.awaitReady(PATIENCE);
            restarted.createDatabases(Map.of("billing", "another-secret"));
            try (Connection connection = connect(port, "another-secret");
                    ResultSet row = connection.createStatement().executeQuery("select id from fact")) {
                assertTrue(row.next());
                assertEquals(7, row.getInt(1));
            }
            assertThrows(
                    SQLException.class, () -> connect(port, "billing-secret").close());
        }
        EmbeddedPostgres.flush(home, CACHE);
    }

    @Test
    void shouldSayWhyADataFolderCannotBeWrittenToTheDisk() {
        var refused = assertThrows(StartupException.class, () -> EmbeddedPostgres.flush(home, CACHE));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains(home.resolve("data").toString()),
                refused::getMessage);
    }

    @Test
    void shouldNameTheReasonWhenPostgresCannotUseItsDataFolder() throws Exception {
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "9\n");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedPostgres.Config.forTests(home, CACHE, freePort()));
        StartupException broken = assertThrows(StartupException.class, () -> postgres.awaitReady(PATIENCE));
        assertTrue(String.valueOf(broken.getMessage()).startsWith("PostgreSQL ended at start"), broken::getMessage);
    }

    @Test
    void shouldKeepAcknowledgedRecordsWhenKafkaIsKilled() throws Exception {
        var config = EmbeddedKafka.Config.detached(home, freePort(), freePort(), List.of(), Durability.PROCESS);
        EmbeddedKafka killed = EmbeddedKafka.start(config);
        killed.awaitReady(PATIENCE);
        assertTrue(topics(killed).contains(Topic.SERVERS.topicName()));
        assertTrue(topics(killed).contains(KafkaTopics.deadLetters("billing")));
        produce(killed, "kept");
        killed.record().kill();

        try (EmbeddedKafka restarted = EmbeddedKafka.start(config)) {
            restarted.awaitReady(PATIENCE);
            assertEquals("kept", firstValue(restarted));
        }
    }

    @Test
    void shouldKnowAProcessByItsStartTimeAndNotByItsIdAlone() throws Exception {
        ProcessRecord myself = ProcessRecord.of("test", ProcessHandle.current());
        Path file = home.resolve("test.pid");
        myself.write(file);
        assertTrue(ProcessRecord.read(file).orElseThrow().isRunning());
        assertFalse(new ProcessRecord("test", myself.pid(), myself.startMillis() - 60_000).isRunning());
        Files.write(file, "nonsense".getBytes(StandardCharsets.UTF_8));
        assertTrue(ProcessRecord.read(file).isEmpty());
    }

    private static Set<String> topics(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    private static void produce(EmbeddedKafka kafka, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topic.SERVERS.topicName(), 0, "key", value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static String firstValue(EmbeddedKafka kafka) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(Topic.SERVERS.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(PATIENCE).iterator().next().value();
        }
    }

    private static Connection connect(int port, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/hostmesh_billing", "hostmesh_billing", password);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
