package io.hostmesh.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clients of one group that read nothing keep no other group's waiting. */
@Timeout(60)
class SlowGroupTest {

    private static final int BUFFERS = 4;
    private static final Limits FEW =
            new Limits(100, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofSeconds(1), BUFFERS, 80);

    static int apply(EventLoop loop, String groupId, TestBackend member) throws Exception {
        int port = EventLoopTest.freePort();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        FrontendSpec spec = new FrontendSpec(groupId, "127.0.0.1", port, address, 128, List.of(member.spec(false)));
        assertEquals(
                groupId,
                loop.call(() -> loop.apply(spec)).get(5, TimeUnit.SECONDS).groupId());
        return port;
    }

    @Test
    void shouldServeAGroupWhileAllClientsOfAnotherReadNothing() throws Exception {
        EventLoop loop = new EventLoop(FEW);
        Thread thread = new Thread(loop, "connections");
        thread.setDaemon(true);
        thread.start();
        List<Socket> clients = new ArrayList<>();
        try (TestBackend flood = new TestBackend("flood", SlowGroupTest::flood);
                TestBackend quick = TestBackend.naming("q")) {
            int slowPort = apply(loop, "grp_slow", flood);
            int quickPort = apply(loop, "grp_quick", quick);
            for (int client = 0; client < 2 * BUFFERS; client++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), slowPort));
            }
            EventLoopTest.await("half of the buffers to be held", () -> left(loop) == BUFFERS / 2);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), quickPort)) {
                client.setSoTimeout(10_000);
                client.getOutputStream().write('?');
                assertEquals('q', client.getInputStream().read());
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            loop.end();
        }
    }

    private static int left(EventLoop loop) {
        try {
            return loop.call(() -> loop.buffers().left()).get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flood(Socket connection) throws IOException {
        byte[] much = new byte[64 * 1024];
        while (true) {
            connection.getOutputStream().write(much);
        }
    }

    @Test
    void shouldShareWhatThereIs() {
        Buffers buffers = new Buffers(BUFFERS);
        Buffers.Share first = buffers.share();
        Buffers.Share second = buffers.share();
        List<String> goesOn = new ArrayList<>();
        ByteBuffer held = Objects.requireNonNull(first.take());
        assertTrue(first.available());
        Objects.requireNonNull(first.take());
        assertFalse(first.available());
        assertNull(first.take());
        first.whenAvailable(() -> goesOn.add("first"));
        assertTrue(second.available());
        ByteBuffer other = Objects.requireNonNull(second.take());
        assertFalse(second.available());
        second.whenAvailable(() -> goesOn.add("second"));
        second.giveBack(other);
        assertEquals(List.of("second"), goesOn);
        first.giveBack(held);
        assertEquals(List.of("second", "first"), goesOn);
    }
}
