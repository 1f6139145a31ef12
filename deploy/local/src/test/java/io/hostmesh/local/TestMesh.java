package io.hostmesh.local;

import io.hostmesh.embedded.Folders;
import io.hostmesh.embedded.ProcessRecord;
import io.hostmesh.local.client.ApiClient;
import io.hostmesh.local.client.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A mesh of real processes for a test, with a home of its own. Closing it ends whatever is left. */
final class TestMesh implements AutoCloseable {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private final Mesh mesh;

    private TestMesh(Mesh mesh) {
        this.mesh = mesh;
    }

    /** Starts a fresh mesh, on the first free ports from that one on. Only what makes starts fast is kept from earlier ones. */
    static TestMesh start(int portsFrom) {
        for (Component service : Component.services()) {
            Path jar = ROOT.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
            if (!Files.exists(jar)) {
                throw new IllegalStateException("expected the services to be packaged before this test runs: no " + jar
                        + "; run ./hostmesh test");
            }
        }
        TestMesh started = prepare(portsFrom);
        started.up();
        return started;
    }

    /** A fresh mesh of which nothing runs. */
    static TestMesh prepare(int portsFrom) {
        Path home = Path.of("target", "mesh").toAbsolutePath();
        end(Mesh.at(Settings.at(ROOT, home, portsFrom)));
        deleteAllButCaches(home);
        return new TestMesh(Mesh.at(Settings.at(ROOT, home, FreePorts.firstOfFree(portsFrom))));
    }

    private static void deleteAllButCaches(Path home) {
        if (!Files.isDirectory(home)) {
            return;
        }
        try (Stream<Path> contents = Files.list(home)) {
            contents.filter(path -> !path.endsWith("cache")).forEach(Folders::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("expected to list " + home, e);
        }
    }

    Mesh mesh() {
        return mesh;
    }

    void up() {
        mesh.up(System.out::println);
    }

    ApiClient administrator() {
        return new ApiClient(mesh.settings().gateway(), mesh.secrets().adminKey());
    }

    String log(Component component) {
        try {
            return Files.readString(mesh.settings().log(component));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes of servers that run now. */
    long serverProcesses() {
        return LocalServers.running(mesh.settings().servers()).stream()
                .map(ProcessRecord::name)
                .distinct()
                .count();
    }

    /** Kills a server's process as a crash would, and returns when the wrapper has kept its exit status. */
    void killServer(String serverId) {
        Path machine = mesh.settings().servers().resolve(serverId);
        Path process = machine.resolve("process");
        try {
            long pid = Long.parseLong(Files.readString(process).strip().split(" ", -1)[0]);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException("expected to read " + process, e);
        }
        Waiting.until(
                "word of the end of " + serverId,
                Duration.ofSeconds(30),
                () -> Files.exists(machine.resolve("exit")) || Files.notExists(machine));
    }

    /** Ends the mesh; returns the processes that are left, of which there should be none. */
    Map<String, ProcessRecord> down() {
        mesh.down(System.out::println);
        return mesh.processes();
    }

    @Override
    public void close() {
        end(mesh);
    }

    private static void end(Mesh mesh) {
        mesh.down(Progress.silent());
        mesh.processes().values().forEach(ProcessRecord::kill);
        Waiting.until("no process left", Duration.ofSeconds(10), () -> mesh.processes()
                .isEmpty());
    }
}
