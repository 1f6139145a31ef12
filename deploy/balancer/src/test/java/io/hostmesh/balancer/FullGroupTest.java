package io.hostmesh.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many clients one group has, some connections are left for those of others. */
@Timeout(60)
class FullGroupTest {

    private static final int CONNECTIONS = 10;
    private static final int MOST_OF_ONE = 8;
    private static final Limits FEW =
            new Limits(CONNECTIONS, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofSeconds(1), 64, 80);

    private static Socket client(int port) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(10_000);
        client.getOutputStream().write('?');
        return client;
    }

    private static List<Boolean> full(EventLoop loop) throws Exception {
        return loop.call(loop::observe).get(5, TimeUnit.SECONDS).stream()
                .map(FrontendStatus::full)
                .toList();
    }

    @Test
    void shouldServeAGroupWhileAnotherHasMoreClientsThanThereCanBeConnections() throws Exception {
        EventLoop loop = new EventLoop(FEW);
        Thread thread = new Thread(loop, "connections");
        thread.setDaemon(true);
        thread.start();
        List<Socket> clients = new ArrayList<>();
        try (TestBackend member = TestBackend.naming("a");
                TestBackend other = TestBackend.naming("b")) {
            int port = SlowGroupTest.apply(loop, "grp_1", member);
            int otherPort = SlowGroupTest.apply(loop, "grp_2", other);
            for (int client = 0; client < 2 * CONNECTIONS; client++) {
                clients.add(client(port));
            }
            EventLoopTest.await("as many connections as one group may have", () -> member.open() == MOST_OF_ONE);
            try (Socket client = client(otherPort)) {
                assertEquals('b', client.getInputStream().read());
            }
            assertEquals(MOST_OF_ONE, member.accepted.get());
            assertEquals(List.of(true, false), full(loop));
            clients.get(0).close();
            assertEquals('a', clients.get(MOST_OF_ONE).getInputStream().read());
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            loop.end();
        }
    }

    @Test
    void shouldLeaveSomeHoweverManyGroupsTakeWhatTheyCanGet() {
        for (int groups = 1; groups <= 5; groups++) {
            int[] held = new int[groups];
            int left = 10_000;
            for (int taken = -1; taken != left; ) {
                taken = left;
                for (int group = 0; group < groups; group++) {
                    if (FEW.oneMore(held[group], left)) {
                        held[group]++;
                        left--;
                    }
                }
            }
            int share = 10_000 * 80 / (100 - 80 + groups * 80);
            for (int one : held) {
                assertTrue(Math.abs(one - share) <= 1, groups + " groups have " + one + " each, not " + share);
            }
            assertTrue(FEW.oneMore(0, left));
        }
    }

    @Test
    void shouldGiveOneGroupAllWhereThatIsWhatItIsTold() {
        Limits all = Limits.of(Map.of("group-percent", "100"));
        assertTrue(all.oneMore(9_999, 1));
        assertEquals(false, all.oneMore(10_000, 0));
        assertThrows(IllegalArgumentException.class, () -> Limits.of(Map.of("group-percent", "101")));
    }
}
