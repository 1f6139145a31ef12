package io.hostmesh.provisioning.process;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.driver.Driver.Power;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a machine lives on without it, where no control group holds it together either. */
class LeftoversTest {

    private static final MachineSpec SPEC =
            new MachineSpec("srv_1", 1, "workload-1", "local", BigDecimal.ONE, 64, Map.of());

    private static ProcessDriver driver(Path root, Function<MachineSpec, List<String>> command) {
        return new ProcessDriver(
                root,
                command,
                Duration.ofMillis(200),
                new ExitWatch.Looks(Duration.ofHours(1), Duration.ofMillis(50)),
                Cgroups.NONE,
                Clock.systemUTC());
    }

    private static ProcessHandle named(Path file) {
        Await.until("a process in " + file, () -> read(file).endsWith("\n"));
        return ProcessHandle.of(Long.parseLong(read(file).strip())).orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldEndWhatAMachineLeftBehindInASessionOfItsOwn(@TempDir Path root) throws IOException {
        List<String> words = List.of("sh", "-c", "setsid sleep 300 & echo $! >child; exec sleep 300");
        Path child = root.resolve("srv_1/child");
        try (ProcessDriver driver = driver(root, spec -> words)) {
            driver.create(SPEC);
            ProcessHandle first = named(child);
            driver.power("srv_1", Power.OFF);
            Await.until("the end of what was left", () -> !first.isAlive());
            Files.delete(child);
            driver.power("srv_1", Power.ON);
            ProcessHandle second = named(child);
            Files.delete(child);
            new MachineDirectory("srv_1", root.resolve("srv_1"))
                    .process()
                    .orElseThrow()
                    .kill();
            Await.until("the end of the machine", () -> Files.exists(root.resolve("srv_1/exit")));
            assertTrue(second.isAlive());
            driver.power("srv_1", Power.ON);
            Await.until("the end of what was left", () -> !second.isAlive());
            ProcessHandle third = named(child);
            driver.delete("srv_1");
            Await.until("the end of what was left", () -> !third.isAlive());
        }
    }

    @Test
    void shouldNotLetRunWhatItCouldNotFindAgain(@TempDir Path root) {
        Path machine = root.resolve("srv_1");
        Function<MachineSpec, List<String>> command = spec -> {
            try {
                Files.createDirectories(
                        machine.resolve("process")); // Where the wrapper is to write which process it is.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return List.of("sh", "-c", "echo $$ >me; exec sleep 300");
        };
        try (ProcessDriver driver = driver(root, command)) {
            assertThrows(DriverException.class, () -> driver.create(SPEC));
            Await.until(
                    "the end of the machine",
                    () -> Files.exists(machine.resolve("exit"))
                            && (read(machine.resolve("me")).isEmpty()
                                    || !ProcessHandle.of(Long.parseLong(
                                                    read(machine.resolve("me")).strip()))
                                            .map(ProcessHandle::isAlive)
                                            .orElse(false)));
        }
    }

    @Test
    void shouldSayWhatTheFileSystemDoesNotDo(@TempDir Path root) throws IOException {
        try (ProcessDriver driver = driver(root, spec -> List.of("true"))) {
            Files.writeString(root.resolve(".preparing"), "in the way");
            DriverException failed = assertThrows(DriverException.class, () -> driver.create(SPEC));
            assertTrue(
                    String.valueOf(failed.getMessage())
                            .startsWith("could not create the machine of srv_1: FileAlreadyExists"),
                    failed::toString);
        }
    }
}
