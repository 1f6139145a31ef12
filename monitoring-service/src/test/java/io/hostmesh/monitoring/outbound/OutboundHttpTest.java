package io.hostmesh.monitoring.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.hostmesh.monitoring.outbound.OutboundHttp.Answer;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OutboundHttpTest {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final AtomicInteger REDIRECTED = new AtomicInteger();
    private static final CountDownLatch DONE = new CountDownLatch(1);

    private static Vertx vertx = Vertx.vertx();
    private static ExecutorService threads = Executors.newCachedThreadPool();

    @SuppressWarnings("NullAway.Init")
    private static HttpServer server;

    private record Settings(Optional<List<String>> allowedNetworks) implements OutboundSettings {
        @Override
        public Duration resolveWithin() {
            return WITHIN;
        }

        @Override
        public int connectionsPerAddress() {
            return 2;
        }

        @Override
        public int waitingCallsPerAddress() {
            return 2;
        }
    }

    @BeforeAll
    static void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/text", exchange -> {
            byte[] body = ("host=" + exchange.getRequestHeaders().getFirst("Host") + " accept="
                            + exchange.getRequestHeaders().getFirst("Accept") + " query="
                            + exchange.getRequestURI().getRawQuery())
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/bomb", exchange -> {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(new byte[1_000_000]);
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.size());
            exchange.getResponseBody().write(packed.toByteArray());
            exchange.close();
        });
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().set("Location", "/there");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/there", exchange -> REDIRECTED.incrementAndGet());
        server.createContext("/trickle", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (!DONE.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    body.write('.');
                    body.flush();
                }
            } catch (IOException | InterruptedException closed) {
                exchange.close();
            }
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        DONE.countDown();
        server.stop(0);
        threads.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static OutboundHttp client(String... networks) {
        Settings settings = new Settings(Optional.of(List.of(networks)));
        return new OutboundHttp(vertx, new OutboundAddresses(vertx, settings), settings);
    }

    private static URI at(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    @Test
    void shouldAskTheCheckedAddressByItsName() {
        Answer answer = client("127.0.0.0/8", "::1")
                .get(at("/text?a=b%20c"), Map.of("Accept", "text/plain"), WITHIN, 1000)
                .await()
                .atMost(WITHIN);
        assertEquals(200, answer.status());
        assertEquals("text/plain", answer.contentType());
        assertEquals(
                "host=localhost:" + server.getAddress().getPort() + " accept=text/plain query=a=b%20c",
                answer.body().toString());
    }

    @Test
    void shouldNotCallAnAddressThatIsNotPermitted() {
        assertRefused("private, local or reserved", client(), "/text", WITHIN);
    }

    @Test
    void shouldNotReadMoreThanTheBoundOnceUnpacked() {
        assertRefused("more than 1000 bytes", client("127.0.0.0/8"), "/bomb", WITHIN);
    }

    @Test
    void shouldNotFollowARedirect() {
        Answer answer = client("127.0.0.0/8")
                .get(at("/away"), Map.of(), WITHIN, 1000)
                .await()
                .atMost(WITHIN);
        assertEquals(302, answer.status());
        assertEquals(0, REDIRECTED.get());
    }

    @Test
    void shouldGiveUpOnABodyThatTrickles() {
        assertRefused("within 300 ms", client("127.0.0.0/8"), "/trickle", Duration.ofMillis(300));
    }

    private static void assertRefused(String reason, OutboundHttp client, String path, Duration within) {
        OutboundRefusedException refused = assertThrows(
                OutboundRefusedException.class,
                () -> client.get(at(path), Map.of(), within, 1000).await().atMost(WITHIN));
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }
}
