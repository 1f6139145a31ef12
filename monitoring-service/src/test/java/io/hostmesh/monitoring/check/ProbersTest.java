package io.hostmesh.monitoring.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.CheckDefinition.Quorum;
import io.hostmesh.monitoring.check.Observation.Certified;
import io.hostmesh.monitoring.check.Observation.Connected;
import io.hostmesh.monitoring.check.Observation.Echoed;
import io.hostmesh.monitoring.check.Observation.HttpAnswer;
import io.hostmesh.monitoring.check.Observation.NotAvailable;
import io.hostmesh.monitoring.check.Observation.Resolved;
import io.hostmesh.monitoring.check.Observation.Unreached;
import io.hostmesh.monitoring.diagnosis.Programs.Output;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback. */
class ProbersTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Addresses ANY = host -> Uni.createFrom().item(LOOPBACK);
    private static final Vertx VERTX = Vertx.vertx();
    private static final SocketProber SOCKETS = new SocketProber(VERTX, ANY, 4);

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldTellAPingThatMayNotFromOneWithoutAnEcho() {
        Stopwatch watch = Stopwatch.start();
        assertInstanceOf(
                NotAvailable.class,
                PingProber.read(new Output(2, List.of("ping: socket: Operation not permitted")), watch));
        assertInstanceOf(
                NotAvailable.class,
                PingProber.read(new Output(1, List.of("ping: permission denied (are you root?)")), watch));
        assertInstanceOf(
                Unreached.class,
                PingProber.read(
                        new Output(1, List.of("1 packets transmitted, 0 packets received, 100% packet loss")), watch));
        assertEquals(
                new Echoed(0.094),
                PingProber.read(
                        new Output(
                                0,
                                List.of(
                                        "64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.094 ms",
                                        "1 packets transmitted, 1 packets received, 0% packet loss")),
                        watch));
    }

    @Test
    void shouldReadTheFirstPartOfABody() throws IOException {
        byte[] body = "0123456789".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.createContext("/health", exchange -> {
            exchange.getResponseHeaders()
                    .add("X-Host", String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
            exchange.sendResponseHeaders(418, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            HttpAnswer answer = assertInstanceOf(
                    HttpAnswer.class,
                    ask(new HttpProber(VERTX, ANY), CheckType.HTTP, "http://shop.example:" + port + "/health", null));

            assertEquals(418, answer.status());
            assertEquals(65_536, answer.body().length());
            assertEquals("shop.example:" + port, answer.headers().get("x-host"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            port = taken.getLocalPort();
        }
        for (CheckType type : List.of(CheckType.HTTP, CheckType.TCP)) {
            Prober prober = type == CheckType.HTTP ? new HttpProber(VERTX, ANY) : SOCKETS;
            String target = (type == CheckType.HTTP ? "http://" : "") + "a.example:" + port;
            Throwable failure = assertThrows(RuntimeException.class, () -> ask(prober, type, target, null));

            assertEquals("expected a connection, got a refusal", Failure.inWords(failure));
        }
    }

    @Test
    void shouldReadABannerAsFarAsIsExpected() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, LOOPBACK)) {
            serve(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getOutputStream().write("SSH-2".getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().flush();
                    socket.getOutputStream().write(".0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.UTF_8));
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                }
            });
            Expectation ssh = new Expectation(null, null, null, null, "SSH-2.0", null, null, null, null);
            Connected connected = assertInstanceOf(
                    Connected.class, ask(SOCKETS, CheckType.TCP, "a.example:" + listening.getLocalPort(), ssh));

            assertTrue(connected.banner().startsWith("SSH-2.0"), connected::banner);
        }
    }

    @Test
    void shouldShakeHandsWithACertificateThatNobodyTrusts(@TempDir Path folder) throws Exception {
        SSLContext context = selfSigned(folder.resolve("keys.p12"), 20);
        try (ServerSocket listening = context.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK)) {
            serve(() -> {
                try (Socket socket = listening.accept();
                        InputStream input = socket.getInputStream()) {
                    input.transferTo(java.io.OutputStream.nullOutputStream());
                }
            });
            Certified certified = assertInstanceOf(
                    Certified.class, ask(SOCKETS, CheckType.TLS, "a.example:" + listening.getLocalPort(), null));

            assertNotNull(certified.distrust());
            assertEquals("CN=a.example", certified.subject());
            long days = Duration.between(Instant.now(), certified.notAfter()).toDays();
            assertTrue(days == 19 || days == 20, "days " + days);
        }
    }

    @Test
    void shouldAskTheChosenResolver() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            serve(() -> answerOnce(server));
            CheckDefinition check =
                    check(CheckType.DNS, "shop.example", null, "resolver.example:" + server.getLocalPort());
            Observation resolved = new DnsProber(VERTX, ANY).ask(check).await().atMost(Duration.ofSeconds(20));

            assertEquals(
                    List.of("192.0.2.7"),
                    assertInstanceOf(Resolved.class, resolved).values());
        }
    }

    /** Says that the name it is asked for has the address 192.0.2.7. */
    private static void answerOnce(DatagramSocket server) throws IOException {
        DatagramPacket question = new DatagramPacket(new byte[512], 512);
        server.receive(question);
        ByteBuffer answer = ByteBuffer.allocate(512);
        int end = 12;
        while (question.getData()[end] != 0) {
            end += question.getData()[end] + 1;
        }
        int questionEnd = end + 5;
        answer.put(question.getData(), 0, questionEnd);
        answer.putShort(2, (short) 0x8180)
                .putShort(6, (short) 1)
                .putShort(8, (short) 0)
                .putShort(10, (short) 0);
        answer.putShort((short) 0xc00c)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(60)
                .putShort((short) 4);
        answer.put(new byte[] {(byte) 192, 0, 2, 7});
        server.send(new DatagramPacket(answer.array(), answer.position(), question.getSocketAddress()));
    }

    private static SSLContext selfSigned(Path file, int days) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "secret",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=a.example",
                        "-validity",
                        Integer.toString(days))
                .redirectErrorStream(true)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            keys.load(stored, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private interface Serving {
        void serve() throws IOException;
    }

    private static void serve(Serving serving) {
        Thread server = new Thread(() -> {
            try {
                serving.serve();
            } catch (IOException closed) {
                // The test is over.
            }
        });
        server.setDaemon(true);
        server.start();
    }

    private static Observation ask(Prober prober, CheckType type, String target, @Nullable Expectation expect) {
        return prober.ask(check(type, target, expect, null)).await().atMost(Duration.ofSeconds(20));
    }

    private static CheckDefinition check(
            CheckType type, String target, @Nullable Expectation expect, @Nullable String resolver) {
        return new CheckDefinition(
                "any",
                type,
                target,
                resolver,
                null,
                null,
                expect == null ? Expectation.none() : expect,
                60,
                3,
                List.of("local"),
                new Quorum(1, 1),
                new Quorum(1, 1),
                1,
                true);
    }
}
