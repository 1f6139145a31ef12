package io.hostmesh.local;

import io.hostmesh.embedded.Durability;
import io.hostmesh.embedded.EmbeddedPostgres;
import io.hostmesh.embedded.ProcessRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The whole mesh on this machine. Its processes live on without the program that started them; what runs is known from
 * records in the home folder, so that any later program can look after it.
 *
 * <pre>{@code
 * Mesh mesh = Mesh.at(Settings.at(root, home, 7400));
 * mesh.up(System.out::println);
 * mesh.kill9(Component.BILLING);
 * mesh.up(System.out::println); // starts what is missing
 * mesh.down(System.out::println);
 * }</pre>
 */
public final class Mesh {

    private static final Duration END_WITHIN = Duration.ofSeconds(20);
    /** A first run writes its startup cache when it ends. */
    private static final Duration END_OF_FIRST_RUN_WITHIN = Duration.ofMinutes(2);

    private final Settings settings;

    private Mesh(Settings settings) {
        this.settings = settings;
    }

    public static Mesh at(Settings settings) {
        return new Mesh(settings);
    }

    public Settings settings() {
        return settings;
    }

    /** The keys and passwords of this mesh; made when they are asked for the first time. */
    public Secrets secrets() {
        return Secrets.in(settings.home().resolve("secrets"));
    }

    /**
     * Starts what does not run, and returns when everything is healthy.
     *
     * @return what was started; empty if everything ran already
     * @throws LauncherException with one line for the person at the terminal; then nothing that was started is left
     */
    public List<Component> up(Progress progress) {
        prepareHome();
        try (Lock lock = lock()) {
            lock.requireHeld();
            List<Component> missing = components().stream()
                    .filter(component -> !isRunning(component))
                    .toList();
            for (Component component : missing) {
                Ports.requireFree(settings.port(component), component.lowerName());
                if (component == Component.KAFKA) {
                    Ports.requireFree(settings.controllerPort(), "kafka's controller");
                }
            }
            markBoot(missing, progress);
            start(missing, progress);
            return missing;
        }
    }

    private void start(List<Component> missing, Progress progress) {
        List<ProcessRecord> started = Collections.synchronizedList(new ArrayList<>());
        Thread undo = new Thread(() -> started.forEach(Mesh::killWithChildren), "undo");
        Runtime.getRuntime().addShutdownHook(undo);
        try {
            Starter starter = new Starter(settings, secrets(), progress, record -> {
                started.add(record);
                write(record);
            });
            together(missing, List.of(Component.POSTGRES, Component.KAFKA), starter);
            starter.prepareExternals();
            together(missing, Component.services(), starter);
            // What ran before may still be on its way up, or hang.
            Component.services().forEach(starter::awaitReady);
        } catch (RuntimeException failed) {
            progress.say("ending what was started");
            started.forEach(Mesh::killWithChildren);
            missing.forEach(this::forget);
            throw LauncherException.of(failed);
        } finally {
            Runtime.getRuntime().removeShutdownHook(undo);
        }
    }

    /** Its children, too: a virtual machine that writes its startup cache has one. */
    private static void killWithChildren(ProcessRecord record) {
        List<ProcessHandle> children =
                record.process().stream().flatMap(ProcessHandle::descendants).toList();
        record.kill();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void together(List<Component> missing, List<Component> candidates, Starter starter) {
        List<CompletableFuture<Void>> starting = candidates.stream()
                .filter(missing::contains)
                .map(component -> CompletableFuture.runAsync(() -> starter.start(component), Starter.THREADS))
                .toList();
        try {
            CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw LauncherException.of(reason);
            }
            throw e;
        }
    }

    /** Ends every process, the servers of the process driver and the balancer included. The data stays. Returns how many components ran. */
    public int down(Progress progress) {
        if (!Files.isDirectory(settings.home())) {
            return 0;
        }
        try (Lock lock = lock()) {
            lock.requireHeld();
            List<Component> running =
                    components().stream().filter(this::isRunning).toList();
            List<Component> services =
                    running.stream().filter(Component::isService).toList();
            end(services, progress);
            int servers = LocalServers.running(settings.servers()).isEmpty()
                    ? 0
                    : LocalServers.endAll(settings.servers(), Clock.systemUTC());
            if (servers > 0) {
                progress.say("  servers       ended");
            }
            if (LocalBalancer.end(settings.balancer())) {
                progress.say("  balancer      ended");
            }
            end(
                    running.stream()
                            .filter(component -> component == Component.KAFKA)
                            .toList(),
                    progress);
            end(
                    running.stream()
                            .filter(component -> component == Component.POSTGRES)
                            .toList(),
                    progress);
            components().forEach(this::forget);
            if (running.contains(Component.POSTGRES)) {
                writeToDisk();
            }
            return running.size();
        }
    }

    private void markBoot(List<Component> missing, Progress progress) {
        if (settings.durability() == Durability.MACHINE || !missing.contains(Component.POSTGRES)) {
            return;
        }
        BootMark mark = new BootMark(settings.home());
        if (mark.isOfAnEarlierRun()) {
            progress.say("the machine went down while the mesh ran: what was written last may be lost or damaged"
                    + " (HOSTMESH_DURABILITY=machine prevents that; deleting " + settings.home() + " begins anew)");
        }
        mark.set();
    }

    /** From now on the data survive the machine, too. */
    private void writeToDisk() {
        if (settings.durability() != Durability.MACHINE) {
            EmbeddedPostgres.flush(
                    settings.home().resolve("postgres"), settings.home().resolve("cache"));
        }
        new BootMark(settings.home()).remove();
    }

    private void end(List<Component> components, Progress progress) {
        List<CompletableFuture<Void>> ending = components.stream()
                .map(component -> CompletableFuture.runAsync(() -> end(component, progress), Starter.THREADS))
                .toList();
        CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new)).join();
    }

    private void end(Component component, Progress progress) {
        long begin = System.nanoTime();
        Path caches = settings.home().resolve("cache");
        Duration grace = StartupCache.isBeingMade(caches, component.lowerName()) ? END_OF_FIRST_RUN_WITHIN : END_WITHIN;
        boolean byItself = record(component).stream().allMatch(record -> endWithin(record, grace));
        if (byItself) {
            StartupCache.adopt(caches, component.lowerName());
        } else {
            StartupCache.discard(caches, component.lowerName());
        }
        progress.say(String.format(
                "  %-13s %s after %s",
                component.lowerName(), byItself ? "ended" : "killed", Progress.seconds(Progress.since(begin))));
    }

    private static boolean endWithin(ProcessRecord record, Duration grace) {
        record.process().ifPresent(ProcessHandle::destroy);
        if (record.awaitEnd(grace)) {
            return true;
        }
        killWithChildren(record);
        return false;
    }

    /** Kills a component's process as a crash would; its record stays. */
    public void kill9(Component component) {
        record(component).forEach(ProcessRecord::kill);
    }

    /** The components that this mesh runs, in the order of their start. */
    public List<Component> components() {
        return List.of(Component.values()).stream().filter(settings::runs).toList();
    }

    public boolean isRunning(Component component) {
        return record(component).stream().anyMatch(ProcessRecord::isRunning);
    }

    /** Every process of this mesh that runs now: the components, the servers of the process driver, the balancer. */
    public Map<String, ProcessRecord> processes() {
        Map<String, ProcessRecord> processes = new TreeMap<>();
        for (Component component : components()) {
            record(component).stream()
                    .filter(ProcessRecord::isRunning)
                    .forEach(record -> processes.put(component.lowerName(), record));
        }
        LocalServers.running(settings.servers())
                .forEach(record -> processes.put(record.name() + "/" + record.pid(), record));
        LocalBalancer.running(settings.balancer()).ifPresent(record -> processes.put(record.name(), record));
        return processes;
    }

    /** Proportional resident memory of each component that runs, its children included. */
    public Map<String, Long> residentBytes() {
        Map<String, Long> bytes = new TreeMap<>();
        for (Component component : components()) {
            record(component).stream()
                    .filter(ProcessRecord::isRunning)
                    .forEach(record -> bytes.put(component.lowerName(), Status.residentBytes(record.pid())));
        }
        return bytes;
    }

    List<ProcessRecord> record(Component component) {
        return ProcessRecord.read(settings.record(component)).stream().toList();
    }

    private void write(ProcessRecord record) {
        try {
            record.write(settings.home().resolve("run").resolve(record.name() + ".pid"));
        } catch (IOException e) {
            throw new LauncherException("cannot write to " + settings.home() + ": " + e.getMessage(), e);
        }
    }

    private void forget(Component component) {
        try {
            Files.deleteIfExists(settings.record(component));
        } catch (IOException e) {
            throw new LauncherException("cannot write to " + settings.home() + ": " + e.getMessage(), e);
        }
    }

    private void prepareHome() {
        Path home = settings.home();
        try {
            for (String folder : List.of("run", "logs")) {
                PrivateFolder.makeOrClose(home.resolve(folder));
            }
            Files.writeString(home.resolve("run/writable"), "");
        } catch (IOException e) {
            throw new LauncherException("cannot write to the data folder " + home + " ("
                    + e.getClass().getSimpleName() + "): make it writable, or set HOSTMESH_HOME to another folder");
        }
    }

    private Lock lock() {
        try {
            PrivateFolder.make(settings.home().resolve("run"));
            return new Lock(settings.home().resolve("run/lock"));
        } catch (IOException e) {
            throw new LauncherException(
                    "cannot write to the data folder " + settings.home() + ": " + e.getMessage(), e);
        }
    }

    /** Keeps a second launcher out of the same home. */
    private static final class Lock implements AutoCloseable {

        private final FileChannel channel;
        private final boolean held;

        Lock(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = tryLock(channel);
        }

        private static boolean tryLock(FileChannel channel) throws IOException {
            try {
                FileLock lock = channel.tryLock();
                return lock != null;
            } catch (OverlappingFileLockException heldByThisProcess) {
                return false;
            }
        }

        void requireHeld() {
            if (!held) {
                throw new LauncherException("another ./hostmesh up or down is busy with this data folder; wait for it");
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new LauncherException("cannot close the lock: " + e.getMessage(), e);
            }
        }
    }
}
