package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.DriverException;
import io.hostmesh.provisioning.driver.Machine;
import io.hostmesh.provisioning.driver.MachineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Machines as processes of this computer, each in its own session under a small shell that keeps its exit status, so that they
 * live on without provisioning. A machine is a directory named by its server's id; a deleted one leaves a note of when it
 * ended, so that it is not made again and its end is known however often deletion is repeated.
 */
public final class ProcessDriver implements Driver, AutoCloseable {

    static final String NAME = "process";

    private static final Logger LOG = Logger.getLogger(ProcessDriver.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(5);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    /** A wrapper is behind others when processors are short, and starts a program to leave its word. */
    private static final Duration EXIT_FILE_LIMIT = Duration.ofSeconds(5);

    private static final Duration NOTES_PRUNED_EVERY = Duration.ofHours(1);
    private static final long POLL_MILLISECONDS = 5;

    private final Path root;
    private final Duration grace;
    private final Clock clock;
    private final Cgroups groups;
    private final MachineLaunch launch;
    private final Map<String, ProcessIdentity> heldToCpus = new ConcurrentHashMap<>();
    private final Pulse pulse = new Pulse();
    private final EndedNotes notes;
    private final SignOfLife life;
    private final ExitWatch exits;
    private final Exclusion replacing;
    private volatile Instant notesPrunedAt = Instant.EPOCH;

    /**
     * @param root where the machines' directories are; made if it is not there
     * @param command what a machine runs
     * @param grace how long a process may take to end before it is killed
     * @param looks how often machines are looked at for one that ended
     * @param groups what holds machines to their vCPUs and memory
     */
    ProcessDriver(
            Path root,
            Function<MachineSpec, List<String>> command,
            Duration grace,
            ExitWatch.Looks looks,
            Cgroups groups,
            Clock clock) {
        this.root = root.toAbsolutePath();
        this.grace = grace;
        this.clock = clock;
        try {
            Files.createDirectories(
                    this.root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            this.notes = new EndedNotes(Files.createDirectories(this.root.resolve(".ended")));
            this.life = new SignOfLife(this.root.resolve(".alive"), clock);
            this.replacing = new Exclusion(this.root.resolve(".replacing"));
            this.groups = groups;
            this.launch = new MachineLaunch(this.root, command, groups);
            takeStock(life.last());
            removeLeftOverGroups();
        } catch (IOException e) {
            throw FileTrouble.explained("expected to be able to write to " + root, e);
        }
        this.exits =
                new ExitWatch(this.root, looks, this::machinesLookedAt, serverId -> pulse.look(directory(serverId)));
    }

    /**
     * What ended together with its wrapper while nobody was there, as in a power failure, lived at least up to its last trace and
     * to the last time that an instance lived. What lives was not ended by its host, whatever was announced.
     */
    private void takeStock(Instant lastSeen) {
        for (MachineDirectory directory : directories()) {
            try {
                if (!directory.gone()) {
                    directory.forgetHostStopping();
                } else if (!directory.ended()
                        && !directory.wrapper().map(ProcessIdentity::alive).orElse(false)) {
                    Instant trace = directory.lastTrace();
                    Instant endedAt = trace.isAfter(lastSeen) ? trace : lastSeen;
                    Instant now = clock.instant();
                    directory.recordUnknownExit(endedAt.isAfter(now) ? now : endedAt);
                }
            } catch (IOException | DriverException e) {
                LOG.warnf(e, "could not look at the machine server=%s; it is looked at again", directory.serverId());
            }
        }
    }

    private void removeLeftOverGroups() {
        try {
            groups.keepOnly(
                    directories().stream().map(MachineDirectory::serverId).toList());
        } catch (IOException e) {
            LOG.warnf(e, "control groups of machines that are no more could not be removed directory=%s", root);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Machine create(MachineSpec spec) {
        MachineDirectory directory = directory(spec.serverId());
        try {
            Optional<Instant> ended = notes.endOf(spec.serverId());
            if (ended.isPresent()) {
                return new Machine.Absent(spec.serverId(), ended.get());
            }
            if (!directory.exists()) {
                directory.create(spec);
            }
            if (directory.generation() < spec.generation()) {
                replacing.run(spec.serverId(), () -> replaceOlder(directory, spec));
            }
            launch(directory);
            if (notes.endOf(spec.serverId()).isPresent()) {
                finishDeletion(directory); // It was deleted in the meantime.
            }
            return observe(spec.serverId());
        } catch (IOException e) {
            throw FileTrouble.explained("could not create the machine of " + spec.serverId(), e);
        }
    }

    /** A late creation of a lower generation may make its machine in between, so look again until there is none. */
    private void replaceOlder(MachineDirectory directory, MachineSpec spec) throws IOException {
        while (directory.exists() && directory.generation() < spec.generation()) {
            end(directory);
            remove(directory);
            directory.create(spec);
        }
    }

    /** Starts the wrapper unless one has begun; of several started at once, one goes on and the others end. */
    private void launch(MachineDirectory directory) throws IOException {
        if (directory.launched()) {
            return;
        }
        var unused = launch.begin(directory).onExit().thenRun(() -> exits.look(directory.serverId()));
        if (!await(START_LIMIT, () -> directory.process().isPresent() || directory.ended())) {
            throw new DriverException("the process of " + directory.serverId() + " did not start in " + START_LIMIT);
        }
    }

    @Override
    public Machine observe(String serverId) {
        try {
            Optional<Instant> ended = notes.endOf(serverId);
            MachineDirectory directory = directory(serverId);
            if (ended.isPresent() || !directory.exists()) {
                return new Machine.Absent(serverId, ended.orElse(null));
            }
            return observe(directory);
        } catch (NoSuchFileException e) {
            return new Machine.Absent(serverId, null); // It is being deleted at this moment.
        } catch (IOException e) {
            throw FileTrouble.explained("could not look at the machine of " + serverId, e);
        }
    }

    private Machine observe(MachineDirectory directory) throws IOException {
        if (directory.gone() && !directory.ended()) {
            awaitExitFile(directory);
        }
        if (directory.ended()) {
            return new Machine.Ended(
                    directory.serverId(),
                    directory.createdAt(),
                    directory.exitStatus(),
                    directory.endedAt(),
                    directory.endedByHost(),
                    groups.ranOutOfMemory(directory.serverId()),
                    directory.lastLogLines());
        }
        Optional<Integer> port = directory.port();
        if (port.isPresent()) {
            holdToCpus(directory);
        }
        return new Machine.Alive(
                directory.serverId(),
                directory.createdAt(),
                port.map(number -> "127.0.0.1:" + number).orElse(null),
                port.isPresent() ? directory.listeningSince() : null);
    }

    /** Once per run and instance; a machine that ends meanwhile needs to be held to nothing. */
    private void holdToCpus(MachineDirectory directory) throws IOException {
        Optional<ProcessIdentity> process = directory.process();
        if (process.isPresent() && !process.get().equals(heldToCpus.get(directory.serverId()))) {
            try {
                groups.holdCpus(directory.serverId(), directory.spec().vcpus());
                heldToCpus.put(directory.serverId(), process.get());
            } catch (NoSuchFileException e) {
                LOG.debugf("machine has no group any more server=%s", directory.serverId());
            }
        }
    }

    private void awaitExitFile(MachineDirectory directory) throws IOException {
        boolean wrapperAlive = directory.wrapper().map(ProcessIdentity::alive).orElse(false);
        if (!wrapperAlive || !await(EXIT_FILE_LIMIT, directory::ended)) {
            directory.recordUnknownExit(clock.instant());
        }
    }

    @Override
    public List<Machine> observeAll() {
        try {
            List<Machine> machines = new ArrayList<>();
            for (MachineDirectory directory : directories()) {
                if (notes.endOf(directory.serverId()).isPresent()) {
                    finishDeletion(directory);
                } else {
                    machines.add(observe(directory.serverId()));
                }
            }
            Instant now = clock.instant();
            if (notesPrunedAt.plus(NOTES_PRUNED_EVERY).isBefore(now)) {
                notes.forgetBefore(now.minus(EndedNotes.KEPT));
                notesPrunedAt = now;
            }
            return machines;
        } catch (IOException e) {
            throw FileTrouble.explained("could not list the machines in " + root, e);
        }
    }

    /** A deletion that was interrupted after the end was noted, or that a creation overtook. */
    private void finishDeletion(MachineDirectory directory) throws IOException {
        if (!directory.gone()) {
            end(directory);
        }
        remove(directory);
    }

    private void remove(MachineDirectory directory) throws IOException {
        groups.remove(directory.serverId());
        heldToCpus.remove(directory.serverId());
        directory.delete();
    }

    @Override
    public Machine power(String serverId, Power power) {
        MachineDirectory directory = directory(serverId);
        try {
            if (notes.endOf(serverId).isPresent() || !directory.exists()) {
                return observe(serverId);
            }
            if (power == Power.OFF) {
                end(directory);
            } else {
                if (directory.gone()) {
                    killLeftovers(directory);
                    groups.remove(serverId);
                    directory.forgetRun();
                    exits.forget(serverId);
                }
                launch(directory);
            }
            return observe(serverId);
        } catch (IOException e) {
            throw FileTrouble.explained("could not switch " + power + " the machine of " + serverId, e);
        }
    }

    @Override
    public Machine resize(MachineSpec spec) {
        MachineDirectory directory = directory(spec.serverId());
        try {
            if (notes.endOf(spec.serverId()).isEmpty() && directory.exists()) {
                directory.resize(spec.vcpus(), spec.memoryMegabytes());
            }
            return observe(spec.serverId());
        } catch (IOException e) {
            throw FileTrouble.explained("could not resize the machine of " + spec.serverId(), e);
        }
    }

    @Override
    public @Nullable Instant delete(String serverId) {
        MachineDirectory directory = directory(serverId);
        try {
            if (notes.endOf(serverId).isEmpty()) {
                if (!directory.exists()) {
                    notes.write(serverId, clock.instant()); // A creation that comes late finds that it is too late.
                    directory.forgetPrepared();
                    return null;
                }
                end(directory);
                notes.write(serverId, directory.endedAt());
            }
            remove(directory);
            exits.forget(serverId);
            return notes.endOf(serverId).orElse(null);
        } catch (IOException e) {
            throw FileTrouble.explained("could not delete the machine of " + serverId, e);
        }
    }

    /** Ends the process, by force after the grace time, and leaves an exit file. */
    private void end(MachineDirectory directory) throws IOException {
        directory.forbidLaunch();
        ProcessIdentity wrapper = directory.wrapper().orElse(new ProcessIdentity(0, ""));
        if (wrapper.alive()) {
            await(START_LIMIT, () -> directory.process().isPresent() || directory.ended());
        }
        ProcessIdentity process = directory.process().orElse(new ProcessIdentity(0, ""));
        process.terminate();
        if (!await(grace, () -> !process.alive())) {
            process.kill();
            if (!await(KILL_LIMIT, () -> !process.alive())) {
                throw new DriverException(
                        "the process " + process.pid() + " of " + directory.serverId() + " does not end");
            }
        }
        killLeftovers(directory);
        if (!directory.ended()) {
            awaitExitFile(directory);
        }
        if (!await(EXIT_FILE_LIMIT, () -> !wrapper.alive())) {
            wrapper.kill();
        }
    }

    private void killLeftovers(MachineDirectory directory) throws IOException {
        if (groups.version() == Cgroups.Version.NONE) {
            Leftovers.kill(directory);
        } else {
            groups.kill(directory.serverId());
        }
    }

    @Override
    public void onExit(Consumer<String> listener) {
        exits.listen(listener);
    }

    private List<String> machinesLookedAt() {
        life.give();
        List<String> machines =
                directories().stream().map(MachineDirectory::serverId).toList();
        pulse.keepOnly(machines);
        return machines;
    }

    private List<MachineDirectory> directories() {
        try (Stream<Path> paths = Files.list(root)) {
            return paths.filter(path -> Files.exists(path.resolve("machine.properties")))
                    .map(path -> new MachineDirectory(path.getFileName().toString(), path))
                    .filter(directory -> !directory.serverId().startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw FileTrouble.explained("could not list the machines in " + root, e);
        }
    }

    private MachineDirectory directory(String serverId) {
        if (!serverId.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("expected a server's id, got " + serverId);
        }
        return new MachineDirectory(serverId, root.resolve(serverId));
    }

    private static boolean await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(POLL_MILLISECONDS).toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new DriverException("interrupted while waiting for a process");
            }
        }
        return true;
    }

    @Override
    public void close() {
        exits.close();
    }
}
