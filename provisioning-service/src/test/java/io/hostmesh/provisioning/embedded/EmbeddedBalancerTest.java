package io.hostmesh.provisioning.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerContract;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.balancer.NamedMember;
import io.hostmesh.provisioning.workload.BalancerClasses;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBalancerTest extends BalancerContract {

    private static final Path CLASSES = BalancerClasses.compile(Path.of("target", "balancer-classes"));

    @TempDir
    Path directory = Path.of("");

    @Override
    protected Balancer balancer() {
        return instance();
    }

    private EmbeddedBalancer instance(String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASSES.toString(),
                "io.hostmesh.balancer.Balancer",
                folder().toString(),
                "quiet-ms=200"));
        command.addAll(List.of(settings));
        return new EmbeddedBalancer(new BalancerProcess(folder(), CLASSES, command), 128);
    }

    private Path folder() {
        return directory.resolve("balancer");
    }

    @AfterEach
    void end() {
        BalancerClasses.end(folder());
    }

    @Test
    void shouldNotStartAgainAndAgainWhatEndsAtOnce() throws IOException {
        Path starts = directory.resolve("starts");
        List<String> command = List.of("sh", "-c", "echo >>" + starts + "; exit 1");
        BalancerProcess process = new BalancerProcess(folder(), CLASSES, command);
        BalancerException failed = assertThrows(BalancerException.class, process::get);
        assertTrue(failed.toString().contains("exit status 1"), failed::toString);
        BalancerException next = assertThrows(BalancerException.class, process::get);
        assertEquals(failed.getMessage(), next.getMessage(), "another group asks for it, too");
        assertEquals(1, Files.readAllLines(starts).size());
    }

    @Test
    void shouldFindItsProcessAgainAndLoseNothingWhenProvisioningIsKilled() throws IOException {
        NamedMember a = member("a");
        int port = freePort();
        BalancerSpec spec = spec("grp_1", port, ready(a));
        instance().apply(spec);
        Socket client = connect(port);
        assertEquals('a', ask(client));
        long pid = BalancerClasses.pid(folder()).orElseThrow();
        Balancer next = instance(); // Nothing of the one before is left.
        assertTrue(next.observe().get(0).fulfils(spec));
        next.apply(spec);
        assertEquals('a', ask(client));
        assertEquals(pid, BalancerClasses.pid(folder()).orElseThrow());
    }

    @Test
    void shouldSayWhichGroupHasAllTheConnectionsThatItMayHave() throws IOException {
        Balancer balancer = instance("connections=3", "group-percent=50");
        NamedMember a = member("a");
        int port = freePort();
        balancer.apply(spec("grp_1", port, ready(a)));
        balancer.apply(spec("grp_2", freePort(), ready(a)));
        assertEquals('a', ask(connect(port)));
        assertEquals('a', ask(connect(port)));
        assertEquals(
                List.of(true, false),
                balancer.observe().stream().map(BalancerStatus::full).toList());
    }

    @Test
    void shouldStartOneProcessHoweverManyInstancesBegin() {
        List<CompletableFuture<Void>> all = Stream.of("grp_1", "grp_2", "grp_3", "grp_4")
                .map(group ->
                        CompletableFuture.runAsync(() -> instance().apply(spec(group, freePort(), ready(member("a"))))))
                .toList();
        all.forEach(CompletableFuture::join);
        assertEquals(4, balancer().observe().size());
    }

    @Test
    void shouldStartAgainAfterItsProcessWasKilled() throws IOException {
        NamedMember a = member("a");
        int port = freePort();
        BalancerSpec spec = spec("grp_1", port, ready(a));
        balancer().apply(spec);
        long pid = BalancerClasses.pid(folder()).orElseThrow();
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        assertEquals(List.of(), balancer().observe());
        balancer().apply(spec);
        assertEquals('a', ask(connect(port)));
        assertNotEquals(pid, BalancerClasses.pid(folder()).orElseThrow());
    }

    @Test
    void shouldEndItsProcessWithTheLastGroupOrWithItsDirectory() throws IOException {
        balancer().apply(spec("grp_1", freePort(), ready(member("a"))));
        ProcessHandle first =
                ProcessHandle.of(BalancerClasses.pid(folder()).orElseThrow()).orElseThrow();
        balancer().remove("grp_1");
        Await.until("the process to end", () -> !first.isAlive());
        assertTrue(Files.notExists(folder().resolve("process")));
        balancer().apply(spec("grp_1", freePort(), ready(member("b"))));
        ProcessHandle second =
                ProcessHandle.of(BalancerClasses.pid(folder()).orElseThrow()).orElseThrow();
        Files.delete(folder().resolve("process"));
        Await.until("the process to end", () -> !second.isAlive());
    }
}
