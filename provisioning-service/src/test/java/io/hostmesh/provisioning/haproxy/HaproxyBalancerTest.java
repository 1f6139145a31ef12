package io.hostmesh.provisioning.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerContract;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.balancer.NamedMember;
import io.hostmesh.provisioning.haproxy.HaproxyBalancer.Naming;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real HAProxy, where one is installed. */
class HaproxyBalancerTest extends BalancerContract {

    private static final int PROXIES = 12;
    private static final Deque<Integer> PORTS = new ArrayDeque<>();

    @TempDir
    static Path directory = Path.of("");

    private static @Nullable Process haproxy;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "haproxy is not installed here: what it would do is not tested");
        Set<Integer> ports = new HashSet<>();
        while (ports.size() < PROXIES) {
            ports.add(anyFreePort());
        }
        PORTS.addAll(ports);
        Path configuration = directory.resolve("haproxy.cfg");
        Files.writeString(configuration, configuration(ports));
        run(program.orElseThrow(), configuration);
    }

    private static void run(Path program, Path configuration) throws IOException {
        Process started = new ProcessBuilder(program.toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        haproxy = started;
        Await.until("HAProxy to answer", () -> {
            assertTrue(started.isAlive(), "HAProxy ended at once");
            return answers();
        });
    }

    private static boolean answers() {
        try {
            return !api().ask("show info").isEmpty();
        } catch (BalancerException notYet) {
            return false;
        }
    }

    private static String configuration(Set<Integer> ports) {
        StringBuilder text = new StringBuilder("""
                global
                    stats socket %s mode 600 level admin
                defaults
                    mode tcp
                    balance leastconn
                    option redispatch 1
                    retries 3
                    timeout connect 2s
                    timeout client 5m
                    timeout server 5m
                """.formatted(socket()));
        ports.forEach(port -> text.append("listen hostmesh-%d%n    bind 127.0.0.1:%d%n".formatted(port, port)));
        return text.toString();
    }

    private static Path socket() {
        return directory.resolve("admin.sock");
    }

    private static RuntimeApi api() {
        return new RuntimeApi(socket(), Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        if (haproxy != null) {
            haproxy.destroyForcibly().onExit().join();
        }
        PORTS.clear();
    }

    @AfterEach
    void removeAll() {
        balancer().observe().forEach(status -> balancer().remove(status.groupId()));
        assertEquals(List.of(), balancer().observe());
    }

    @Override
    protected Balancer balancer() {
        return new HaproxyBalancer(
                api(), new Naming("127.0.0.1", "hostmesh-"), Duration.ofMillis(500), Duration.ofSeconds(2));
    }

    /** One that is in the configuration, each in its turn. */
    @Override
    protected int freePort() {
        int port = PORTS.remove();
        PORTS.add(port);
        return port;
    }

    @Override
    @Test
    protected void shouldSayThatAnotherProgramHasThePort() {
        BalancerSpec spec = spec("grp_1", 1, ready(member("a")));
        var refused = assertThrows(BalancerException.class, () -> balancer().apply(spec));
        assertEquals("expected a proxy hostmesh-1 in HAProxy's configuration: it has none", refused.getMessage());
    }

    @Test
    void shouldMoveAGroupToAnotherPort() throws IOException {
        NamedMember a = member("a");
        int before = freePort();
        int after = freePort();
        balancer().apply(spec("grp_1", before, ready(a)));
        BalancerSpec moved = spec("grp_1", after, ready(a));
        assertTrue(balancer().apply(moved).fulfils(moved));
        assertEquals('a', ask(connect(after)));
        assertEquals(
                List.of(after),
                balancer().observe().stream().map(BalancerStatus::port).toList());
    }

    @Test
    void shouldGiveAPortToAnotherGroupAndFollowAMemberThatMoves() throws IOException {
        int port = freePort();
        balancer().apply(spec("grp_1", port, ready(member("a"))));
        BalancerSpec taken = spec("grp_2", port, ready(member("b")));
        assertTrue(balancer().apply(taken).fulfils(taken));
        assertEquals('b', ask(connect(port)));
        BalancerSpec moved = spec("grp_2", port, ready(member("b")));
        assertTrue(balancer().apply(moved).fulfils(moved));
        assertEquals('b', ask(connect(port)));
        assertEquals(1, status("grp_2").members().size());
    }

    @Test
    void shouldSayThatAMemberFailsUntilItAcceptsAgain() throws IOException {
        NamedMember a = member("a");
        int port = freePort();
        balancer().apply(spec("grp_1", port, ready(a)));
        a.close();
        Await.until("it to be seen", () -> state() == BalancerStatus.State.FAILING);
        assertThrows(IOException.class, () -> ask(connect(port)));
        assertTrue(status("grp_1").fulfils(spec("grp_1", port, ready(a))), "there is nothing to change");
    }

    private BalancerStatus.State state() {
        return status("grp_1").members().get(0).state();
    }

    @Test
    void shouldSeeWhatAnotherInstanceDidWithoutEndingItsConnections() throws IOException {
        NamedMember a = member("a");
        BalancerSpec spec = spec("grp_1", freePort(), ready(a));
        balancer().apply(spec);
        Socket client = connect(spec.port());
        assertEquals('a', ask(client));
        Balancer next = balancer(); // Nothing of the one before is left.
        assertTrue(next.observe().get(0).fulfils(spec));
        next.apply(spec);
        assertEquals('a', ask(client));
    }

    @Test
    void shouldSayThatNobodyAnswers() {
        RuntimeApi nobody = new RuntimeApi(directory.resolve("nobody"), Duration.ofSeconds(1));
        assertThrows(BalancerException.class, () -> nobody.ask("show info"));
    }
}
