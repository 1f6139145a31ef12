package io.hostmesh.provisioning.balancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerSpec.State;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every balancer on this host's loopback must do, with real sockets. */
@Timeout(60)
public abstract class BalancerContract extends BalancerStateContract {

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    protected final NamedMember member(String id) {
        NamedMember member = new NamedMember(id);
        open.add(member);
        return member;
    }

    @Override
    protected final Backend backend(String id) {
        return ready(member(id));
    }

    protected static Backend ready(NamedMember member) {
        return new Backend(member.id(), member.address(), State.READY);
    }

    private static Backend draining(NamedMember member) {
        return draining(ready(member));
    }

    protected final Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        socket.setSoTimeout(10_000);
        return socket;
    }

    protected static char ask(Socket socket) throws IOException {
        socket.getOutputStream().write('?');
        int answer = socket.getInputStream().read();
        if (answer < 0) {
            throw new SocketException("it ended");
        }
        return (char) answer;
    }

    private Map<Character, Integer> ask(int port, int times) throws IOException {
        Map<Character, Integer> answers = new TreeMap<>();
        for (int round = 0; round < times; round++) {
            answers.merge(ask(connect(port)), 1, Integer::sum);
        }
        return answers;
    }

    protected final BalancerStatus status(String groupId) {
        return balancer().observe().stream()
                .filter(status -> status.groupId().equals(groupId))
                .findFirst()
                .orElseThrow();
    }

    private int connections(String groupId, NamedMember member) {
        return status(groupId).members().stream()
                .filter(seen -> seen.serverId().equals(member.id()))
                .mapToInt(seen -> Objects.requireNonNull(seen.connections()))
                .sum();
    }

    @Test
    void shouldSpreadOverWhatIsReadyAndSayWhatThereIs() throws IOException {
        NamedMember a = member("a");
        NamedMember b = member("b");
        int port = freePort();
        BalancerSpec spec = spec("grp_1", port, ready(a), ready(b));
        assertTrue(balancer().apply(spec).fulfils(spec));
        assertEquals(Map.of('a', 4, 'b', 4), ask(port, 8));
        assertTrue(balancer().apply(spec).fulfils(spec), "once more changes nothing");
        Await.until(
                "all connections to be counted", () -> connections("grp_1", a) == 4 && connections("grp_1", b) == 4);
        assertEquals("127.0.0.1:" + port, status("grp_1").address());
    }

    @Test
    void shouldGiveADrainingMemberNothingNewAndKeepWhatItHas() throws IOException {
        NamedMember a = member("a");
        NamedMember b = member("b");
        int port = freePort();
        balancer().apply(spec("grp_1", port, ready(a)));
        Socket kept = connect(port);
        assertEquals('a', ask(kept));
        kept.getOutputStream().write('-'); // A question that is not answered yet.
        BalancerSpec drains = spec("grp_1", port, draining(a), ready(b));
        assertTrue(balancer().apply(drains).fulfils(drains));
        assertEquals(Map.of('b', 6), ask(port, 6));
        assertEquals('a', ask(kept));
        Await.until("the one connection", () -> connections("grp_1", a) == 1);
        kept.close();
        Await.until("no connection", () -> connections("grp_1", a) == 0);
        BalancerSpec without = spec("grp_1", port, ready(b));
        assertTrue(balancer().apply(without).fulfils(without));
    }

    @Test
    void shouldEndTheConnectionsOfAMemberThatIsLeftOut() throws IOException {
        NamedMember a = member("a");
        NamedMember b = member("b");
        int port = freePort();
        balancer().apply(spec("grp_1", port, ready(a)));
        Socket client = connect(port);
        assertEquals('a', ask(client));
        BalancerSpec without = spec("grp_1", port, ready(b));
        assertTrue(balancer().apply(without).fulfils(without));
        assertThrows(IOException.class, () -> {
            ask(client);
            ask(client);
        });
        assertEquals(Map.of('b', 2), ask(port, 2));
    }

    @Test
    void shouldGoAroundAMemberThatDied() throws IOException {
        NamedMember a = member("a");
        NamedMember b = member("b");
        int port = freePort();
        balancer().apply(spec("grp_1", port, ready(a), ready(b)));
        a.close();
        assertEquals(Map.of('b', 10), ask(port, 10));
    }

    @Test
    void shouldKeepGroupsApartAndRemoveOne() throws IOException {
        NamedMember a = member("a");
        NamedMember b = member("b");
        int first = freePort();
        int second = freePort();
        balancer().apply(spec("grp_1", first, ready(a)));
        balancer().apply(spec("grp_2", second, ready(b)));
        Socket other = connect(second);
        assertEquals('b', ask(other));
        assertEquals(Map.of('a', 2), ask(first, 2));
        balancer().remove("grp_1");
        balancer().remove("grp_1");
        assertThrows(IOException.class, () -> ask(connect(first)));
        assertEquals('b', ask(other), "the other group's connections go on");
        assertEquals(Map.of('b', 2), ask(second, 2));
        assertEquals(
                List.of("grp_2"),
                balancer().observe().stream().map(BalancerStatus::groupId).toList());
    }

    @Test
    protected void shouldSayThatAnotherProgramHasThePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BalancerSpec spec = spec("grp_1", taken.getLocalPort(), ready(member("a")));
            assertThrows(PortInUseException.class, () -> balancer().apply(spec));
        }
    }
}
