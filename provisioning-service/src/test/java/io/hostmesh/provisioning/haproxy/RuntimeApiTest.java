package io.hostmesh.provisioning.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.balancer.BalancerException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RuntimeApiTest {

    private static final String SHOW = "show servers state";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory = Path.of("");

    private Path socket() {
        return directory.resolve("admin.sock");
    }

    private RuntimeApi api(Duration limit) {
        return new RuntimeApi(socket(), limit);
    }

    /** What is made of that answer. */
    private String told(String command, String answer, Function<RuntimeApi, String> call) {
        try (RecordedHaproxy haproxy = new RecordedHaproxy(socket(), Transcript.of(command, answer))) {
            String told = call.apply(api(LONG));
            assertEquals(List.of(command), haproxy.asked());
            return told;
        }
    }

    private String problem(Function<RuntimeApi, String> call) {
        return problem(LONG, call);
    }

    private String problem(Duration limit, Function<RuntimeApi, String> call) {
        return String.valueOf(assertThrows(BalancerException.class, () -> call.apply(api(limit)))
                .getMessage());
    }

    private String problem(String command, String answer, Function<RuntimeApi, String> call) {
        try (RecordedHaproxy haproxy = new RecordedHaproxy(socket(), Transcript.of(command, answer))) {
            String problem = problem(call);
            assertEquals(List.of(command), haproxy.asked());
            return problem;
        } finally {
            assertTrue(socket().toFile().delete());
        }
    }

    @Test
    void shouldReadAnAnswerToItsEnd() {
        assertEquals("", told("enable health a/b", "\n", api -> api.ask("enable health a/b")));
    }

    @Test
    void shouldReadRowsThatComeInManyPieces() {
        String rows = "1\n# be_id be_name\n" + "2 hostmesh-7410\n".repeat(50_000);
        assertEquals(rows.strip(), told(SHOW, rows + "\n", api -> api.askForRows(SHOW)));
    }

    @Test
    void shouldTakeNothingForAnAnswerThatWasCutOff() {
        String delete = "del server a/b";
        for (String part : List.of("", "Server del", "Server deleted.")) {
            assertEquals(
                    "expected HAProxy's whole answer to 'del server a/b', but it ended after " + part.length()
                            + " characters",
                    problem(delete, part, api -> api.ask(delete)));
        }
        String state = Transcript.golden("observe").exchanges().get(0).answer();
        for (int length : List.of(0, state.length() / 2, state.lastIndexOf("6 shop"), state.length() - 1)) {
            assertEquals(
                    "expected HAProxy's whole answer to 'show servers state', but it ended after " + length
                            + " characters",
                    problem(SHOW, state.substring(0, length), api -> api.askForRows(SHOW)));
        }
    }

    @Test
    void shouldSayWhichLevelItsSocketNeeds() {
        assertEquals(
                "expected 'level admin' for the socket " + socket()
                        + " in HAProxy's configuration: it refuses 'del server a/b'",
                problem("del server a/b", "Permission denied\n\n", api -> api.ask("del server a/b")));
    }

    @Test
    void shouldSayThatTheSocketIsNotThereOrThatNobodyListens() throws IOException {
        String expected = "expected HAProxy to answer at " + socket() + ": ";
        assertEquals(expected + "No such file or directory", problem(api -> api.ask(SHOW)));
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket()))
                .close(); // The file stays, as after a kill.
        assertEquals(expected + "Connection refused", problem(api -> api.ask(SHOW)));
    }

    @Test
    void shouldWaitNoLongerThanItsLimitForOneThatHangs() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket()), 1);
            String expected = "expected HAProxy to answer at " + socket() + ": ";
            assertEquals(
                    expected + "no answer to 'show servers state' in time",
                    problem(Duration.ofMillis(100), api -> api.ask(SHOW)));
            while (waiting.isEmpty() || waiting.get(waiting.size() - 1).isConnected()) {
                waiting.add(connecting());
            }
            assertEquals(expected + "Resource temporarily unavailable", problem(api -> api.ask(SHOW)));
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    /** One more in the queue, as long as that is not full. */
    private SocketChannel connecting() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket()));
        } catch (IOException full) {
            // Then it is not connected.
        }
        return channel;
    }
}
