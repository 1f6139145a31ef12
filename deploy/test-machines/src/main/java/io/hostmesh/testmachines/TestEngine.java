package io.hostmesh.testmachines;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Docker engine of a test's own, with its own data, socket and network bridge, which touches no other on this computer. Where
 * there can be none, the test is skipped and says why.
 */
public final class TestEngine implements AutoCloseable {

    /** A stand-in for a workload, see {@code machine.sh}. */
    public static final String IMAGE = "hostmesh-test:1";

    private static final List<String> NEEDED = List.of("dockerd", "containerd", "runc", "docker-proxy", "ip");
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final Path folder;
    private final String bridge;
    private final List<String> more;
    private @Nullable Process process;

    private TestEngine(Path folder, List<String> more) {
        this.folder = folder;
        this.more = more;
        this.bridge = "hm" + Long.toString(System.nanoTime() % 1_000_000_000L, 36);
    }

    /** Starts an engine with these further arguments, or skips the test. */
    public static TestEngine start(List<String> more) throws IOException {
        for (String program : NEEDED) {
            Assumptions.assumeTrue(find(program).isPresent(), "no Docker engine can be started here: no " + program);
        }
        Assumptions.assumeTrue(Files.isExecutable(BUSYBOX), "no image can be built here: no " + BUSYBOX);
        // In a short path: a socket's name is of 107 characters at most.
        TestEngine engine = new TestEngine(Files.createTempDirectory("hm-docker"), more);
        try {
            engine.makeBridge();
            engine.begin();
            engine.buildImage();
            return engine;
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Optional<Path> find(String program) {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin").split(":", -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String program(String name) {
        return find(name).orElseThrow().toString();
    }

    private void makeBridge() throws IOException {
        long third = ProcessHandle.current().pid() % 250;
        Assumptions.assumeTrue(
                run(program("ip"), "link", "add", bridge, "type", "bridge")
                        && run(program("ip"), "addr", "add", "10.213." + third + ".1/24", "dev", bridge),
                "no Docker engine can be started here: a network bridge may not be made");
    }

    private static boolean run(String... words) throws IOException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts the engine's process, after it was ended too. */
    public void begin() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        List<String> words = new ArrayList<>(List.of(
                program("dockerd"),
                "--host=" + host(),
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("pid"),
                "--exec-opt=native.cgroupdriver=cgroupfs",
                "--bridge=" + bridge,
                "--iptables=false",
                "--ip-forward=false",
                "--ip-masq=false"));
        words.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, further) -> path + File.pathSeparator + further);
        Process started = builder.start();
        process = started;
        await(() -> answers() || !started.isAlive());
        Assumptions.assumeTrue(
                started.isAlive(), () -> "no Docker engine can be started here: " + String.join("\n", lastLines()));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("expected the engine to begin or to end within " + PATIENCE);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private boolean answers() {
        try {
            var unused = ask(docker -> docker.pingCmd().exec());
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Ends the engine as a host that is shut down does. */
    public void end() {
        Process ending = Objects.requireNonNull(process);
        ending.destroy();
        await(() -> !ending.isAlive());
    }

    /** The engine's process, which is not its containers' parent. */
    public long pid() {
        return Objects.requireNonNull(process).pid();
    }

    private void buildImage() throws IOException {
        Path context = Files.createDirectories(folder.resolve("image"));
        Files.copy(BUSYBOX, context.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(context.resolve("healthz"), "well\n");
        try (InputStream script = TestEngine.class.getResourceAsStream("machine.sh")) {
            Files.copy(Objects.requireNonNull(script), context.resolve("machine.sh"));
        }
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY busybox /bin/busybox
                COPY machine.sh /machine.sh
                COPY healthz /www/healthz
                RUN ["/bin/busybox", "true"]
                CMD ["/bin/busybox", "sh", "/machine.sh"]
                """);
        try {
            var unused = ask(docker -> docker.buildImageCmd(context.toFile())
                    .withTags(Set.of(IMAGE))
                    .exec(new BuildImageResultCallback())
                    .awaitImageId());
        } catch (RuntimeException e) {
            Assumptions.abort("no container can be run here, or busybox is not static: " + e.getMessage());
        }
    }

    /** Where it is spoken to. */
    public String host() {
        return "unix://" + folder.resolve("socket");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private List<String> lastLines() {
        try {
            List<String> lines = Files.readAllLines(log());
            return lines.subList(Math.max(0, lines.size() - 3), lines.size());
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    /** In the engine's own version of its interface, whatever the environment of this process says about engines. */
    private DockerClient client() {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host())
                .withDockerTlsVerify(false)
                .build();
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
    }

    /** What the engine is asked. */
    @FunctionalInterface
    public interface Work<T> {
        T with(DockerClient docker);
    }

    /** Asks the engine itself. */
    public <T> T ask(Work<T> work) {
        try (DockerClient client = client()) {
            return work.with(client);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null && process.isAlive()) {
            end();
        }
        run(program("ip"), "link", "delete", bridge);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
