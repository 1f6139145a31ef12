package io.hostmesh.balancer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The path of bytes, with real sockets. */
@Timeout(60)
class EventLoopTest {

    private static final Limits QUICK =
            new Limits(10_000, Duration.ofMillis(300), Duration.ofMinutes(5), Duration.ofMillis(200), 64, 100);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final int port = freePort();
    private EventLoop loop = started(QUICK);

    private void restart(Limits limits) {
        loop.end();
        loop = started(limits);
    }

    private static EventLoop started(Limits limits) {
        try {
            EventLoop loop = new EventLoop(limits);
            Thread thread = new Thread(loop, "connections");
            thread.setDaemon(true);
            thread.start();
            return loop;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        loop.end();
    }

    private TestBackend member(TestBackend backend) {
        open.add(backend);
        return backend;
    }

    private FrontendStatus apply(BackendSpec... backends) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        FrontendSpec spec = new FrontendSpec("grp_1", "127.0.0.1", port, address, 1024, List.of(backends));
        return loop.call(() -> loop.apply(spec)).get(5, TimeUnit.SECONDS);
    }

    private int connections(String id) {
        try {
            return loop.call(loop::observe).get(5, TimeUnit.SECONDS).get(0).backends().stream()
                    .filter(backend -> backend.id().equals(id))
                    .mapToInt(BackendStatus::connections)
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int ask(Socket socket) throws IOException {
        socket.getOutputStream().write('?');
        return socket.getInputStream().read();
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "expected " + what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Not of those that the system gives to whoever connects: it could be somebody's before it is used. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody listens there.
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void shouldSpreadConnectionsEvenly() throws Exception {
        TestBackend a = member(TestBackend.naming("a"));
        TestBackend b = member(TestBackend.naming("b"));
        TestBackend c = member(TestBackend.naming("c"));
        apply(a.spec(false), b.spec(false), c.spec(false));
        for (int round = 0; round < 30; round++) {
            assertTrue("abc".indexOf(ask(connect())) >= 0);
        }
        assertEquals(List.of(10, 10, 10), List.of(connections("a"), connections("b"), connections("c")));
    }

    @Test
    void shouldGiveANewMemberTheNextConnectionsAndKeepOnesThatAreThere() throws Exception {
        TestBackend a = member(TestBackend.naming("a"));
        apply(a.spec(false));
        List<Socket> before = List.of(connect(), connect(), connect());
        for (Socket socket : before) {
            assertEquals('a', ask(socket));
        }
        TestBackend b = member(TestBackend.naming("b"));
        apply(a.spec(false), b.spec(false));
        for (int round = 0; round < 3; round++) {
            assertEquals('b', ask(connect()));
        }
        assertEquals('a', ask(before.get(0)));
    }

    @Test
    void shouldDrainWithoutBreakingWhatIsOwedAnAnswer() throws Exception {
        CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
        TestBackend slow = member(new TestBackend("slow", connection -> {
            connection.getInputStream().read();
            mayAnswer.join();
            connection.getOutputStream().write('s');
            connection.getInputStream().read();
        }));
        TestBackend b = member(TestBackend.naming("b"));
        apply(slow.spec(false));
        Socket waiting = connect();
        waiting.getOutputStream().write('?');
        Socket silent = connect();
        await("both at the slow one", () -> slow.open() == 2);
        FrontendStatus status = apply(slow.spec(true), b.spec(false));
        assertEquals("draining", status.backends().get(0).state());
        assertEquals('b', ask(connect()));
        assertEquals(-1, silent.getInputStream().read(), "one that asked nothing is closed");
        await("only the one that waits to be left", () -> connections("slow") == 1);
        mayAnswer.complete(null);
        assertEquals('s', waiting.getInputStream().read());
        assertEquals(-1, waiting.getInputStream().read(), "closed once it is quiet");
        await("nothing to be left", () -> connections("slow") == 0);
        assertEquals(2, slow.accepted.get());
    }

    @Test
    void shouldTryAnotherMemberWhenOneRefuses() throws Exception {
        TestBackend dead = member(TestBackend.naming("dead"));
        TestBackend b = member(TestBackend.naming("b"));
        apply(dead.spec(false), b.spec(false));
        dead.die();
        for (int round = 0; round < 20; round++) {
            assertEquals('b', ask(connect()));
        }
        FrontendStatus status = apply(dead.spec(false), b.spec(false));
        assertEquals("failing", status.backends().get(0).state());
    }

    @Test
    void shouldTryAnotherMemberWhenOneDoesNotAcceptInTime() throws Exception {
        TestBackend b = member(TestBackend.naming("b"));
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
            for (int filling = 0; filling < 8; filling++) {
                java.nio.channels.SocketChannel filler = java.nio.channels.SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(address);
                open.add(filler);
            }
            BackendSpec silent = new BackendSpec("full", "127.0.0.1:" + full.getLocalPort(), address, false);
            apply(silent, b.spec(false));
            for (int round = 0; round < 4; round++) {
                assertEquals('b', ask(connect()));
            }
        }
    }

    @Test
    void shouldResetClientsOfAMemberThatDiesInTheMiddleAndServeTheNextOnes() throws Exception {
        TestBackend a = member(TestBackend.naming("a"));
        apply(a.spec(false));
        Socket client = connect();
        assertEquals('a', ask(client));
        TestBackend b = member(TestBackend.naming("b"));
        apply(a.spec(false), b.spec(false));
        a.die();
        assertThrows(SocketException.class, () -> client.getInputStream().read());
        assertEquals('b', ask(connect()));
        assertEquals('b', ask(connect()));
    }

    @Test
    void shouldEndTheConnectionsOfADroppedMemberAtOnce() throws Exception {
        TestBackend mute = member(new TestBackend("mute", connection -> {
            while (connection.getInputStream().read() >= 0) {
                // It never answers.
            }
        }));
        apply(mute.spec(false));
        Socket client = connect();
        client.getOutputStream().write('?');
        await("the question to arrive", () -> mute.open() == 1 && connections("mute") == 1);
        TestBackend b = member(TestBackend.naming("b"));
        apply(b.spec(false));
        assertThrows(SocketException.class, () -> client.getInputStream().read());
        assertEquals('b', ask(connect()));
    }

    @Test
    void shouldEndAClientWhenThereIsNoMember() throws Exception {
        apply();
        Socket client = connect();
        assertThrows(SocketException.class, () -> ask(client));
    }

    @Test
    void shouldPassOnTheEndOfOneDirectionWhileTheOtherGoesOn() throws Exception {
        TestBackend counting = member(new TestBackend("counting", connection -> {
            byte[] all = connection.getInputStream().readAllBytes();
            connection.getOutputStream().write(Integer.toString(all.length).getBytes(StandardCharsets.US_ASCII));
        }));
        apply(counting.spec(false));
        Socket client = connect();
        client.getOutputStream().write(new byte[300_000]);
        client.shutdownOutput();
        assertArrayEquals(
                "300000".getBytes(StandardCharsets.US_ASCII),
                client.getInputStream().readAllBytes());
        await("nothing to be left", () -> connections("counting") == 0);
    }

    @Test
    void shouldHoldBackASenderWhoseReceiverIsSlowAndLoseNothing() throws Exception {
        restart(new Limits(100, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(1), 2, 100));
        byte[] sent = new byte[8 * 1024 * 1024];
        new Random(7).nextBytes(sent);
        TestBackend sender = member(new TestBackend(
                "sender", connection -> connection.getOutputStream().write(sent)));
        apply(sender.spec(false));
        List<Socket> slow = new ArrayList<>();
        for (int client = 0; client < 6; client++) {
            slow.add(connect());
        }
        await("all to be under way", () -> sender.open() == 6);
        List<CompletableFuture<byte[]>> received = slow.stream()
                .map(client -> CompletableFuture.supplyAsync(() -> readAll(client)))
                .toList();
        for (CompletableFuture<byte[]> bytes : received) {
            assertTrue(Arrays.equals(sent, bytes.get(30, TimeUnit.SECONDS)));
        }
    }

    private static byte[] readAll(Socket client) {
        try (InputStream in = client.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldCarryThousandsOfConnectionsAtOnce() throws Exception {
        List<SelectorBackend> members = List.of(new SelectorBackend(), new SelectorBackend());
        open.addAll(members);
        apply(members.get(0).spec("a"), members.get(1).spec("b"));
        List<Socket> clients = new ArrayList<>();
        for (int client = 0; client < 3_000; client++) {
            clients.add(connect());
            clients.get(client).getOutputStream().write(client % 100);
        }
        for (int client = 0; client < 3_000; client++) {
            assertEquals(client % 100, clients.get(client).getInputStream().read());
        }
        assertEquals(List.of(1_500, 1_500), List.of(connections("a"), connections("b")));
    }

    @Test
    void shouldLetConnectionsBeyondTheBoundWait() throws Exception {
        restart(new Limits(2, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(1), 64, 100));
        TestBackend a = member(TestBackend.naming("a"));
        apply(a.spec(false));
        Socket first = connect();
        Socket second = connect();
        assertEquals('a', ask(first));
        assertEquals('a', ask(second));
        Socket third = connect();
        third.getOutputStream().write('?');
        assertEquals('a', ask(first));
        assertEquals(2, a.accepted.get());
        first.close();
        assertEquals('a', third.getInputStream().read());
    }

    @Test
    void shouldCloseSilentConnections() throws Exception {
        restart(new Limits(100, Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(1), 64, 100));
        apply(member(TestBackend.naming("a")).spec(false));
        assertEquals(-1, connect().getInputStream().read());
    }

    @Test
    void shouldNotFloodAMemberThatResetsWhatItIsGiven() throws Exception {
        TestBackend hole = member(new TestBackend("hole", connection -> {
            connection.getInputStream().read();
            connection.setSoLinger(true, 0);
        }));
        TestBackend b = member(TestBackend.naming("b"));
        apply(hole.spec(false), b.spec(false));
        List<Socket> kept = new ArrayList<>();
        int lost = 0;
        for (int round = 0; round < 30; round++) {
            Socket client = connect();
            try {
                assertEquals('b', ask(client));
                kept.add(client);
            } catch (SocketException e) {
                lost++;
            }
        }
        assertTrue(lost <= 6, "lost " + lost);
        assertTrue(kept.size() >= 24);
    }

    @Test
    void shouldSayWhenAnotherProgramHasThePortAndMoveToANewOne() throws Exception {
        TestBackend a = member(TestBackend.naming("a"));
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            ExecutionException refused = assertThrows(ExecutionException.class, () -> apply(a.spec(false)));
            assertTrue(refused.getCause() instanceof BindException);
            assertEquals(List.of(), loop.call(loop::observe).get(5, TimeUnit.SECONDS));
            assertTrue(other.isBound());
        }
        apply(a.spec(false));
        Socket client = connect();
        assertEquals('a', ask(client));
        int elsewhere = freePort();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), elsewhere);
        FrontendSpec moved = new FrontendSpec("grp_1", "127.0.0.1", elsewhere, address, 16, List.of(a.spec(false)));
        loop.call(() -> loop.apply(moved)).get(5, TimeUnit.SECONDS);
        assertEquals('a', ask(client), "what was accepted goes on");
        try (Socket there = new Socket(InetAddress.getLoopbackAddress(), elsewhere)) {
            assertEquals('a', ask(there));
        }
        assertThrows(IOException.class, this::connect);
    }
}
