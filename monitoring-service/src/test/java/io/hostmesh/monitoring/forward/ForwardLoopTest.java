package io.hostmesh.monitoring.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hostmesh.contracts.Topic;
import io.hostmesh.monitoring.sample.SampleBatch;
import io.hostmesh.monitoring.sample.SampleBatchCodec;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.monitoring.series.StoredSamples;
import io.hostmesh.teststack.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop with Kafka's own stand-in for a consumer, a store that answers as it is told, and a real one. */
class ForwardLoopTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topic.SAMPLES.topicName(), 0);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final long now = System.currentTimeMillis();
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");

    @SuppressWarnings("NullAway.Init")
    private StandInStore store;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private long offset;

    @BeforeEach
    void open() throws IOException {
        store = new StandInStore();
    }

    @AfterEach
    void close() {
        store.close();
        vertx.close();
    }

    private ForwardLoop loop(URI url, @Nullable Path authorization, List<String> networks) {
        ForwardSettings settings = new TestSettings(url, authorization, networks);
        ForwardLoop loop = new ForwardLoop(
                consumer,
                new StoreClient(vertx, url, settings),
                settings,
                "hostmesh_server",
                1_000_000,
                new ForwardMeters(meters),
                Clock.systemUTC(),
                stopped);
        consumer.rebalance(List.of(PARTITION));
        consumer.updateBeginningOffsets(java.util.Map.of(PARTITION, 0L));
        return loop;
    }

    private void add(byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset++, "acc_1", value));
    }

    private byte[] series(@Nullable String sender, long acceptedAtMillis, double value, String... labels) {
        return Bodies.record("acc_1", sender, acceptedAtMillis * 1_000, Bodies.first(now, value, labels));
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? 0 : committed.offset();
    }

    private double dropped(String reason) {
        return meters.counter("hostmesh.forward.samples.dropped", "reason", reason)
                .count();
    }

    @Test
    void shouldHandEverythingOnWithItsAccountOnceTheStoreTakesIt() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "Bearer first\n");
        ForwardLoop loop = loop(store.url(), secret, List.of("127.0.0.0/8"));
        add(series(null, now, 1, "__name__", "up", "job", "web"));
        add(series("srv_1", now, 2, "__name__", "up", "hostmesh_account", "acc_2", "hostmesh_server", "srv_9"));
        add(new byte[] {'H', 2, 0});
        add(SampleBatchCodec.encode(new SampleBatch.Builder("srv_2", "grp_1", "acc_3", "req_1")
                .add("cpu.busy", now * 1_000, 3)
                .build(now * 1_000)));
        store.answer(503, "0").answer(429, null).answer(204, null);
        loop.step();

        assertEquals(
                List.of(
                        "up{hostmesh_account=\"acc_1\", job=\"web\"} 1.0",
                        "up{hostmesh_account=\"acc_1\", hostmesh_server=\"srv_1\"} 2.0",
                        "cpu_busy{hostmesh_account=\"acc_3\", hostmesh_group=\"grp_1\", hostmesh_server=\"srv_2\"}"
                                + " 3.0"),
                StoredSamples.in(store.bodies().get(2)));
        assertEquals(3, store.bodies().size());
        assertEquals(List.of("Bearer first", "Bearer first", "Bearer first"), store.authorizations());
        assertEquals(4, committed());
        assertEquals(3, meters.counter("hostmesh.forward.samples.sent").count());
    }

    @Test
    void shouldCommitNothingOfWhatTheStoreDidNotTake() throws Exception {
        ForwardLoop loop = loop(store.url(), null, List.of("127.0.0.0/8"));
        add(series(null, now, 1, "__name__", "up"));
        store.answer(503, null).withTheLast(stopped::countDown);
        loop.step();
        assertEquals(0, committed());
    }

    @Test
    void shouldDropAndCountWhatIsRefusedOrTooOld() throws Exception {
        ForwardLoop loop = loop(store.url(), null, List.of("127.0.0.0/8"));
        add(series(null, now - 3_600_001, 1, "__name__", "old"));
        add(series(null, now, 1, "__name__", "bad"));
        store.answer(400, null);
        loop.step();
        assertEquals(1, store.bodies().size());
        assertEquals(1, dropped("too-old"));
        assertEquals(1, dropped("refused"));
        assertEquals(2, committed());
    }

    @Test
    void shouldNotCallAPrivateAddressThatIsNotAllowed() throws Exception {
        ForwardLoop loop = loop(store.url(), null, List.of());
        add(series(null, now, 1, "__name__", "up"));
        vertx.setTimer(50, timer -> stopped.countDown());
        loop.step();
        assertEquals(List.of(), store.bodies());
        assertEquals(0, committed());
    }

    @Test
    void shouldBeUnderstoodByVictoriaMetrics() throws Exception {
        Path program = Path.of("/usr/bin/victoria-metrics");
        assumeTrue(Files.isExecutable(program), "victoria-metrics is not installed");
        int port = freePort();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "-storageDataPath=" + folder.resolve("data"),
                        "-httpListenAddr=127.0.0.1:" + port,
                        "-memory.allowedBytes=64MB")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            URI address = URI.create("http://127.0.0.1:" + port);
            Await.until(
                    "victoria-metrics", () -> get(address.resolve("/health")).equals("OK"));
            ForwardLoop loop = loop(address.resolve("/api/v1/write"), null, List.of("127.0.0.0/8"));
            add(series("srv_1", now, 2, "__name__", "up", "job", "web"));
            loop.step();
            assertEquals(1, committed());
            Await.until(
                    "stored",
                    () -> !get(address.resolve("/internal/force_flush")).equals("-")
                            && get(address.resolve("/api/v1/export?match=up")).contains("\"values\":[2]"));
            String stored = get(address.resolve("/api/v1/export?match=up"));
            assertTrue(stored.contains("\"hostmesh_account\":\"acc_1\""), stored);
            assertTrue(stored.contains("\"hostmesh_server\":\"srv_1\""), stored);
            assertFalse(stored.contains("error"), stored);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The answer, or a dash where there is none. */
    private static String get(URI uri) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "-";
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
