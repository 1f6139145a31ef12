package io.hostmesh.provisioning.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.Driver.Power;
import io.hostmesh.provisioning.driver.DriverContract;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.driver.RefusedException;
import io.hostmesh.testmachines.TestEngine;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.Standstill;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of drivers and more, on a real engine; skipped where none can be started. */
class DockerDriverTest extends DriverContract {

    private static TestEngine engine;
    private static TestCertificates certificates;

    private final List<DockerDriver> drivers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.make();
        engine = TestEngine.start(certificates.engineArguments());
    }

    @AfterAll
    static void end() throws IOException {
        if (engine != null) {
            engine.close();
        }
        certificates.close();
    }

    @BeforeEach
    void begin() {
        restarted();
    }

    @AfterEach
    void deleteAll() throws IOException {
        driver().observeAll().forEach(machine -> driver().delete(machine.serverId()));
        for (DockerDriver driver : drivers) {
            driver.close();
        }
    }

    @Override
    protected Driver driver() {
        return drivers.get(0);
    }

    @Override
    protected Driver restarted() {
        return driver(place(), Clock.systemUTC());
    }

    private static DockerPlace place() {
        return new DockerPlace(
                URI.create(engine.host()),
                null,
                "test",
                Map.of("workload-1", TestEngine.IMAGE),
                "bridge",
                new DockerPlace.Listens(8080, "127.0.0.1", null),
                Duration.ofSeconds(1),
                new DockerPlace.Limits(Duration.ofSeconds(10), 32, Duration.ofSeconds(2), 20, 100));
    }

    private DockerDriver driver(DockerPlace place, Clock clock) {
        DockerDriver driver = new DockerDriver(place, clock);
        drivers.add(driver);
        return driver;
    }

    @Override
    protected void kill(String serverId) {
        engine.ask(docker -> docker.killContainerCmd(Engine.name(serverId)).exec());
    }

    /** Of the programs that serve in containers, those whose environment names the server. */
    @Override
    protected long workloads(String serverId) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(DockerDriverTest::isWebServer)
                    .filter(process ->
                            read(process.resolve("environ")).contains("HOSTMESH_SERVER_ID=" + serverId + "\0"))
                    .filter(process -> !isWebServer(parent(process)))
                    .count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The web server, or the child that it has for each connection. */
    private static boolean isWebServer(Path process) {
        return read(process.resolve("cmdline")).startsWith("busybox\0httpd");
    }

    private static Path parent(Path process) {
        return read(process.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("PPid:"))
                .findFirst()
                .map(line -> Path.of("/proc", line.substring("PPid:".length()).strip()))
                .orElse(process.resolveSibling("0"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // It is no process, or ended in the meantime.
        }
    }

    @Override
    protected BigDecimal vcpus(String serverId) {
        return limits(serverId).vcpus();
    }

    private record Limits(BigDecimal vcpus, long bytes) {}

    /** What the kernel was told, in the old way or the new. */
    private Limits limits(String serverId) {
        String id = inspect(serverId).getId();
        Path old = Path.of("/sys/fs/cgroup/cpu/docker", id);
        if (Files.isDirectory(old)) {
            return new Limits(
                    new BigDecimal(read(old.resolve("cpu.cfs_quota_us")).strip())
                            .divide(new BigDecimal(
                                    read(old.resolve("cpu.cfs_period_us")).strip())),
                    Long.parseLong(read(Path.of("/sys/fs/cgroup/memory/docker", id, "memory.limit_in_bytes"))
                            .strip()));
        }
        Path unified = Path.of("/sys/fs/cgroup/docker", id);
        String[] max = read(unified.resolve("cpu.max")).strip().split(" ", -1);
        return new Limits(
                new BigDecimal(max[0]).divide(new BigDecimal(max[1])),
                Long.parseLong(read(unified.resolve("memory.max")).strip()));
    }

    private InspectContainerResponse inspect(String serverId) {
        return engine.ask(
                docker -> docker.inspectContainerCmd(Engine.name(serverId)).exec());
    }

    private Machine.Ended awaitEnd(String serverId) {
        Await.until("the end of " + serverId, () -> driver().observe(serverId) instanceof Machine.Ended);
        return assertInstanceOf(Machine.Ended.class, driver().observe(serverId));
    }

    @Test
    void shouldHoldAMachineToItsMemory() {
        driver().create(spec("srv_hungry", Map.of("STAND_IN", "hungry")));
        Machine.Ended ended = awaitEnd("srv_hungry");
        assertEquals(137, ended.exitStatus());
        assertTrue(ended.outOfMemory());
        assertFalse(ended.byHost());
    }

    @Test
    void shouldTellTheKernelTheLimits() {
        driver().create(spec("srv_limits"));
        awaitAnswer("srv_limits");
        assertEquals(128L * 1024 * 1024, limits("srv_limits").bytes());
        assertEquals(0, new BigDecimal("0.25").compareTo(limits("srv_limits").vcpus()));
        assertEquals(100, inspect("srv_limits").getHostConfig().getPidsLimit());
    }

    @Test
    void shouldReachContainersByTheirOwnAddress() {
        DockerPlace place = place();
        DockerPlace own = new DockerPlace(
                place.host(),
                null,
                place.tag(),
                place.images(),
                place.network(),
                new DockerPlace.Listens(8080, null, null),
                place.grace(),
                place.limits());
        Driver direct = driver(own, Clock.systemUTC());
        direct.create(spec("srv_direct"));
        Await.until(
                "its address",
                () -> direct.observe("srv_direct") instanceof Machine.Alive alive && alive.address() != null);
        Machine.Alive alive = assertInstanceOf(Machine.Alive.class, direct.observe("srv_direct"));
        assertTrue(Objects.requireNonNull(alive.address()).startsWith("10.213."), alive.address());
        assertTrue(answers(alive.address()));
        assertEquals(
                alive.address(),
                assertInstanceOf(Machine.Alive.class, direct.observeAll().get(0))
                        .address());
    }

    @Test
    void shouldSpeakOverTlsWithACertificateAndNotWithout() {
        DockerPlace place = place();
        DockerPlace known = over(place, certificates.uri(), certificates.client());
        driver(known, Clock.systemUTC()).create(spec("srv_tls"));
        awaitAnswer("srv_tls");
        for (Path unknown : List.of(certificates.stranger(), certificates.late())) {
            Driver driver = driver(over(place, certificates.uri(), unknown), Clock.systemUTC());
            DriverException refused = assertThrows(DriverException.class, () -> driver.observe("srv_tls"));
            assertTrue(refused.toString().contains("cert.pem"), refused::toString);
            assertEquals(
                    unknown.equals(certificates.late()),
                    refused.toString().contains("is not valid"),
                    refused::toString);
        }
    }

    private static DockerPlace over(DockerPlace place, URI host, Path certificates) {
        return new DockerPlace(
                host,
                certificates,
                place.tag(),
                place.images(),
                place.network(),
                place.listens(),
                place.grace(),
                place.limits());
    }

    @Test
    void shouldTellAShutdownOfTheEngineFromAFailure() throws IOException {
        driver().create(spec("srv_host"));
        driver().create(spec("srv_crash", Map.of("STAND_IN", "dies")));
        awaitAnswer("srv_host");
        awaitEnd("srv_crash");
        List<String> ended = new CopyOnWriteArrayList<>();
        driver().onExit(ended::add);
        engine.end();
        Instant down = Instant.now();
        assertThrows(DriverException.class, () -> driver().observe("srv_host"));
        assertTrue(Duration.between(down, Instant.now()).toSeconds() < 5);
        engine.begin();
        assertTrue(awaitEnd("srv_host").byHost());
        assertFalse(awaitEnd("srv_crash").byHost());
        driver().power("srv_host", Power.ON);
        awaitAnswer("srv_host");
        Await.until("word of its end after the engine came back", () -> {
            kill("srv_host");
            return ended.contains("srv_host") || !(driver().power("srv_host", Power.ON) instanceof Machine.Alive);
        });
        assertFalse(awaitEnd("srv_host").byHost());
    }

    @Test
    void shouldGiveUpOnAnEngineThatHangs() {
        driver().create(spec("srv_hangs"));
        awaitAnswer("srv_hangs");
        DockerPlace place = place();
        DockerPlace impatient = new DockerPlace(
                place.host(),
                null,
                place.tag(),
                place.images(),
                place.network(),
                place.listens(),
                place.grace(),
                new DockerPlace.Limits(Duration.ofSeconds(1), 2, Duration.ofSeconds(2), 20, 100));
        Driver driver = driver(impatient, Clock.systemUTC());
        Await.until("an answer in time", () -> answersInTime(driver, "srv_hangs"));
        try {
            Standstill.begin(engine.pid());
            Instant begin = Instant.now();
            for (int call = 0; call < 5; call++) {
                assertThrows(DriverException.class, () -> driver.observe("srv_hangs"));
            }
            assertTrue(Duration.between(begin, Instant.now()).toSeconds() < 20);
        } finally {
            Standstill.end(engine.pid());
        }
        Await.until("an answer in time", () -> answersInTime(driver, "srv_hangs"));
    }

    private static boolean answersInTime(Driver driver, String serverId) {
        try {
            return driver.observe(serverId) instanceof Machine.Alive;
        } catch (DriverException e) {
            return false;
        }
    }

    @Test
    void shouldFinishADeletionThatWasInterrupted() throws IOException {
        driver().create(spec("srv_half"));
        awaitAnswer("srv_half");
        try (Engine notes = new Engine(place())) {
            new EndedVolumes(notes).write("srv_half", Instant.now());
        }
        assertTrue(driver().observeAll().isEmpty());
        assertEquals(0, workloads("srv_half"));
        assertInstanceOf(Machine.Absent.class, driver().observe("srv_half"));
    }

    @Test
    void shouldForgetDeletedMachinesAfterALongTime() {
        driver().create(spec("srv_long_gone"));
        assertNotNull(driver().delete("srv_long_gone"));
        Clock later = Clock.offset(Clock.systemUTC(), EndedVolumes.KEPT.plusMinutes(1));
        driver(place(), later).observeAll();
        Machine.Absent absent = assertInstanceOf(Machine.Absent.class, driver().observe("srv_long_gone"));
        assertEquals(null, absent.endedAt());
    }

    @Test
    void shouldLeaveContainersOfOthersAlone() {
        engine.ask(docker -> docker.createContainerCmd(TestEngine.IMAGE)
                .withName(Engine.name("srv_foreign"))
                .withLabels(Map.of(Engine.SERVER, "srv_foreign", Engine.PLACE, "another"))
                .exec());
        assertTrue(driver().observeAll().isEmpty());
        assertThrows(DriverException.class, () -> driver().create(spec("srv_foreign")));
        assertThrows(DriverException.class, () -> driver().delete("srv_foreign"));
        engine.ask(
                docker -> docker.removeContainerCmd(Engine.name("srv_foreign")).exec());
    }

    @Test
    void shouldSayWhatIsMissingAndNotTheSecrets() {
        MachineSpec spec = spec("srv_no_image");
        MachineSpec unknown = new MachineSpec(
                spec.serverId(),
                spec.generation(),
                "another-image",
                spec.locationId(),
                spec.vcpus(),
                spec.memoryMegabytes(),
                spec.environment());
        DriverException missing = assertThrows(RefusedException.class, () -> driver().create(unknown));
        assertTrue(missing.toString().contains("another-image"), missing::toString);
        MachineSpec greedy = new MachineSpec(
                spec.serverId(),
                spec.generation(),
                spec.imageId(),
                spec.locationId(),
                new BigDecimal("1024"),
                spec.memoryMegabytes(),
                spec.environment());
        DriverException refused = assertThrows(RefusedException.class, () -> driver().create(greedy));
        assertTrue(refused.toString().contains("CPUs"), refused::toString);
        assertFalse(refused.toString().contains("secret-of"), refused::toString);
    }
}
