package io.hostmesh.provisioning.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverContract;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.workload.StandInJar;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.Standstill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDriverTest extends DriverContract {

    private final List<ProcessDriver> drivers = new ArrayList<>();
    private final Path root;
    private final Cgroups groups;
    private final Path jar;

    ProcessDriverTest(@TempDir Path root) {
        this.root = root;
        this.groups = CgroupSearch.find("hostmesh-test", root);
        this.jar = StandInJar.pack(root.resolve(".jar").resolve("stand-in.jar"));
    }

    @BeforeEach
    void begin() {
        restarted();
    }

    @AfterEach
    void deleteAll() throws IOException {
        drivers.get(0).observeAll().forEach(machine -> drivers.get(0).delete(machine.serverId()));
        drivers.forEach(ProcessDriver::close);
        for (Path parent : groups.parents()) {
            Files.deleteIfExists(parent);
        }
    }

    @Override
    protected Driver driver() {
        return drivers.get(0);
    }

    @Override
    protected Driver restarted() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessDriver driver = new ProcessDriver(
                root.resolve("servers"),
                new WorkloadCommand(java, jar),
                Duration.ofMillis(500),
                new ExitWatch.Looks(Duration.ofHours(1), Duration.ofMillis(50)),
                groups,
                Clock.systemUTC());
        drivers.add(driver);
        return driver;
    }

    @Override
    protected void kill(String serverId) {
        directory(serverId).process().orElseThrow().kill();
    }

    @Override
    protected long workloads(String serverId) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("-Dhostmesh.server=" + serverId))
                .filter(process -> !process.info().command().orElse("").endsWith("sh"))
                .filter(ProcessHandle::isAlive)
                .count();
    }

    @Override
    protected BigDecimal vcpus(String serverId) {
        long pid = directory(serverId).process().orElseThrow().pid();
        try {
            return Stream.of(Files.readString(Path.of("/proc", Long.toString(pid), "environ"))
                            .split("\0", -1))
                    .filter(variable -> variable.startsWith("HOSTMESH_VCPUS="))
                    .map(variable -> new BigDecimal(variable.substring(variable.indexOf('=') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MachineDirectory directory(String serverId) {
        return new MachineDirectory(serverId, root.resolve("servers").resolve(serverId));
    }

    @Test
    void shouldKeepSecretsFromOtherUsers() throws IOException {
        driver().create(spec("srv_secret"));
        awaitAnswer("srv_secret");
        try (Stream<Path> files = Files.walk(root.resolve("servers").resolve("srv_secret"))) {
            for (Path file : files.toList()) {
                String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                boolean secret =
                        Files.isDirectory(file) || Files.readString(file).contains("secret-of-srv_secret");
                assertTrue(!secret || permissions.endsWith("------"), file + " " + permissions);
            }
        }
        assertFalse(ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains("secret-of-srv_secret")));
    }

    @Test
    void shouldNotPassItsOwnEnvironmentOn() throws IOException {
        driver().create(spec("srv_environment"));
        awaitAnswer("srv_environment");
        long pid = directory("srv_environment").process().orElseThrow().pid();
        String environment = Files.readString(Path.of("/proc", Long.toString(pid), "environ"));
        List<String> names = Stream.of(environment.split("\0", -1))
                .map(variable -> variable.split("=", 2)[0])
                .filter(name -> !name.isEmpty())
                .toList();
        assertTrue(names.containsAll(List.of("HOSTMESH_VCPUS", "HOSTMESH_PORT_FILE", "HOSTMESH_TOKEN")));
        assertFalse(names.contains("HOME"), names::toString);
    }

    @Test
    void shouldNoticeAKilledProcessWhoseWrapperWasKilledToo() {
        driver().create(spec("srv_both"));
        awaitAnswer("srv_both");
        directory("srv_both").wrapper().orElseThrow().kill();
        kill("srv_both");
        Await.until("its end", () -> driver().observe("srv_both") instanceof Machine.Ended);
        Machine.Ended first = assertInstanceOf(Machine.Ended.class, driver().observe("srv_both"));
        assertEquals(null, first.exitStatus());
        assertEquals(
                first.endedAt(),
                assertInstanceOf(Machine.Ended.class, driver().observe("srv_both"))
                        .endedAt());
    }

    @Test
    void shouldKnowTheExitStatusHoweverSlowTheWrapperIsToLeaveIt() throws Exception {
        driver().create(spec("srv_slow"));
        awaitAnswer("srv_slow");
        ProcessIdentity wrapper = directory("srv_slow").wrapper().orElseThrow();
        Standstill.begin(wrapper.pid());
        kill("srv_slow");
        Await.until("its end", () -> directory("srv_slow").gone());
        CompletableFuture<Machine> seen = CompletableFuture.supplyAsync(() -> driver().observe("srv_slow"));
        assertThrows(TimeoutException.class, () -> seen.get(1, TimeUnit.SECONDS));
        Standstill.end(wrapper.pid());
        assertEquals(137, assertInstanceOf(Machine.Ended.class, seen.join()).exitStatus());
    }

    @Test
    void shouldNotMistakeAnotherProcessForTheMachine() throws IOException {
        driver().create(spec("srv_reused"));
        awaitAnswer("srv_reused");
        ProcessIdentity process = directory("srv_reused").process().orElseThrow();
        assertTrue(process.alive());
        assertFalse(new ProcessIdentity(process.pid(), process.startTime() + "1").alive());
    }

    @Test
    void shouldFinishADeletionThatWasInterruptedAfterTheEndWasNoted() throws IOException {
        driver().create(spec("srv_half"));
        awaitAnswer("srv_half");
        driver().power("srv_half", Driver.Power.OFF);
        new EndedNotes(root.resolve("servers").resolve(".ended"))
                .write("srv_half", directory("srv_half").endedAt());
        assertTrue(driver().observeAll().isEmpty());
        assertFalse(directory("srv_half").exists());
    }

    @Test
    void shouldTellAShutdownOfTheHostFromAFailure() throws IOException {
        for (String serverId : List.of("srv_host", "srv_stubborn_host", "srv_ended", "srv_crash")) {
            driver().create(spec(serverId));
            awaitAnswer(serverId);
        }
        directory("srv_ended").process().orElseThrow().terminate();
        Await.until("its end", () -> directory("srv_ended").ended());
        announceShutdown("srv_host", Instant.now());
        announceShutdown("srv_stubborn_host", Instant.now());
        announceShutdown("srv_ended", directory("srv_ended").endedAt().plusSeconds(1));
        directory("srv_host").process().orElseThrow().terminate();
        kill("srv_stubborn_host");
        directory("srv_crash").process().orElseThrow().terminate();
        assertTrue(endedByHost("srv_host"));
        assertTrue(endedByHost("srv_stubborn_host"));
        assertFalse(endedByHost("srv_ended"));
        assertFalse(endedByHost("srv_crash"));
    }

    @Test
    void shouldForgetAShutdownOfTheHostOnceTheMachineRuns() throws IOException {
        driver().create(spec("srv_back"));
        awaitAnswer("srv_back");
        announceShutdown("srv_back", Instant.now());
        kill("srv_back");
        assertTrue(endedByHost("srv_back"));
        driver().power("srv_back", Driver.Power.ON);
        awaitAnswer("srv_back");
        kill("srv_back");
        assertFalse(endedByHost("srv_back"));
        driver().power("srv_back", Driver.Power.ON);
        awaitAnswer("srv_back");
        announceShutdown("srv_back", Instant.now());
        restarted();
        kill("srv_back");
        assertFalse(endedByHost("srv_back"));
    }

    private void announceShutdown(String serverId, Instant at) throws IOException {
        Files.writeString(root.resolve("servers").resolve(serverId).resolve("host-stopping"), at + "\n");
    }

    private boolean endedByHost(String serverId) {
        Await.until("the end of " + serverId, () -> driver().observe(serverId) instanceof Machine.Ended);
        return assertInstanceOf(Machine.Ended.class, driver().observe(serverId)).byHost();
    }

    @Test
    void shouldTakeTheLastTraceForTheEndOfAMachineThatEndedWithItsWrapperWhileNobodyLooked() throws IOException {
        driver().create(spec("srv_power_failure"));
        awaitAnswer("srv_power_failure");
        directory("srv_power_failure").wrapper().orElseThrow().kill();
        kill("srv_power_failure");
        Await.until(
                "its end",
                () -> !directory("srv_power_failure").process().orElseThrow().alive());
        Await.until(
                "its wrapper's end",
                () -> !directory("srv_power_failure").wrapper().orElseThrow().alive());
        Instant hourAgo = Instant.now().minusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        try (Stream<Path> files = Files.list(root.resolve("servers").resolve("srv_power_failure"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(hourAgo));
            }
        }
        Machine.Ended ended = assertInstanceOf(Machine.Ended.class, restarted().observe("srv_power_failure"));
        assertEquals(hourAgo, ended.endedAt());
    }

    private void assumeGroups() {
        Assumptions.assumeTrue(
                groups.version() != Cgroups.Version.NONE, "no control groups for CPUs and memory can be made here");
    }

    private String told(String serverId, String first, String second) throws IOException {
        boolean old = groups.version() == Cgroups.Version.FIRST;
        String name = old ? first : second;
        Path parent = groups.parents().get(old && name.startsWith("memory") ? 1 : 0);
        return Files.readString(parent.resolve(serverId).resolve(name)).strip();
    }

    @Test
    void shouldHoldAMachineToItsVcpusAndMemory() throws IOException {
        assumeGroups();
        driver().create(spec("srv_held"));
        awaitAnswer("srv_held");
        assertEquals(Long.toString(128L * 1024 * 1024), told("srv_held", "memory.limit_in_bytes", "memory.max"));
        assertTrue(told("srv_held", "cpu.cfs_quota_us", "cpu.max").startsWith("25000"));
        long pid = directory("srv_held").process().orElseThrow().pid();
        assertTrue(told("srv_held", "cgroup.procs", "cgroup.procs").contains(Long.toString(pid)));
        assertTrue(
                Files.readString(Path.of("/proc", Long.toString(pid), "cgroup")).contains("/srv_held"));
        driver().power("srv_held", Driver.Power.OFF);
        driver().delete("srv_held");
        for (Path parent : groups.parents()) {
            assertFalse(Files.exists(parent.resolve("srv_held")));
        }
    }

    @Test
    void shouldLetWhoeverManagesAMachineGoFirst() throws IOException {
        Path own = Path.of("/proc/self/autogroup");
        Assumptions.assumeTrue(Files.exists(own), "this kernel does not schedule sessions as groups");
        String before = Files.readString(own);
        driver().create(spec("srv_behind"));
        awaitAnswer("srv_behind");
        long pid = directory("srv_behind").process().orElseThrow().pid();
        Path session = Path.of("/proc", Long.toString(pid), "autogroup");
        assertTrue(Files.readString(session).strip().endsWith("nice 10"), () -> "of " + session);
        assertEquals(before, Files.readString(own), "only the machine's session");
    }

    @Test
    void shouldSayThatAMachineTookMoreMemoryThanItMayHave() {
        assumeGroups();
        driver().create(spec("srv_hungry", Map.of("STAND_IN", "hungry")));
        Await.until("its end", () -> driver().observe("srv_hungry") instanceof Machine.Ended);
        Machine.Ended ended = assertInstanceOf(Machine.Ended.class, driver().observe("srv_hungry"));
        assertEquals(137, ended.exitStatus());
        assertTrue(ended.outOfMemory());
        driver().power("srv_hungry", Driver.Power.ON);
    }

    @Test
    void shouldRemoveTheGroupsOfMachinesThatAreNoMore() throws IOException {
        assumeGroups();
        for (Path parent : groups.parents()) {
            Files.createDirectories(parent.resolve("srv_left_over"));
        }
        restarted();
        for (Path parent : groups.parents()) {
            assertFalse(Files.exists(parent.resolve("srv_left_over")));
        }
    }
}
