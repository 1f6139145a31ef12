package io.hostmesh.provisioning.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What workloads answer is up to their owners. */
@Timeout(30)
class WorkloadProbeTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String[] ENDLESS = ("HTTP/1.1 200 OK\r\nX: " + "y".repeat(999)).split("(?<=y)", -1);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** Says the same to everyone, in pieces. */
    private static final class Workload implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        private final AtomicInteger asked = new AtomicInteger();

        Workload(Duration between, String... pieces) throws IOException {
            Thread thread = new Thread(() -> serve(between, pieces), "workload");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Duration between, String... pieces) {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    asked.incrementAndGet();
                    OutputStream out = connection.getOutputStream();
                    for (String piece : pieces) {
                        out.write(piece.getBytes(StandardCharsets.US_ASCII));
                        LockSupport.parkNanos(between.toNanos());
                    }
                    connection.getInputStream().readAllBytes(); // To whoever asks the end is left.
                } catch (IOException ended) {
                    // Who asked has gone, or the test is over.
                }
            }
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void shouldTakeTheBeginOfAnyAnswerForOne() throws IOException {
        try (Workload fine = new Workload(Duration.ZERO, "HTTP/1.1 200 OK\r\n\r\n");
                Workload broken = new Workload(Duration.ZERO, "HT", "TP/1.0 500 Oh\r\n\r\n");
                Workload endless = new Workload(Duration.ofMillis(50), ENDLESS);
                Workload other = new Workload(Duration.ZERO, "SSH-2.0-OpenSSH_9.2p1\r\n")) {
            assertTrue(WorkloadProbe.answers(fine.address(), LONG));
            assertTrue(WorkloadProbe.answers(broken.address(), LONG));
            assertTrue(WorkloadProbe.answers(endless.address(), LONG));
            assertFalse(WorkloadProbe.answers(other.address(), LONG));
        }
    }

    /** Each byte comes in time, and the last one never. */
    @Test
    void shouldWaitNoLongerThanTheLimitHoweverSlowlyAnAnswerComes() throws IOException {
        String gone;
        try (Workload slow = new Workload(Duration.ofMillis(150), "H", "T", "T", "P", "/", "1");
                Workload silent = new Workload(Duration.ZERO)) {
            assertFalse(WorkloadProbe.answers(slow.address(), SHORT));
            assertFalse(WorkloadProbe.answers(silent.address(), SHORT));
            gone = silent.address();
        }
        assertFalse(WorkloadProbe.answers(gone, LONG));
    }

    /** It could be an address that only provisioning may ask. */
    @Test
    void shouldBeSentNowhere() throws IOException {
        try (Workload secret = new Workload(Duration.ZERO, "HTTP/1.1 200 OK\r\n\r\n");
                Workload sly = new Workload(
                        Duration.ZERO,
                        "HTTP/1.1 302 Found\r\nLocation: http://" + secret.address()
                                + "/\r\nContent-Length: 0\r\n\r\n")) {
            assertTrue(WorkloadProbe.answers(sly.address(), LONG));
            assertEquals(0, secret.asked.get());
        }
    }
}
