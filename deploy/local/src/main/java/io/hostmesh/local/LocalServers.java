package io.hostmesh.local;

import io.hostmesh.embedded.ProcessRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The servers that the process driver started. They live on without provisioning, so someone has to end them when the
 * machine is to be left empty.
 */
public final class LocalServers {

    /** What provisioning reads at its next start, to tell a stop of the whole host from a kill. */
    private static final String STOPPING = "host-stopping";

    private static final Duration GRACE = Duration.ofSeconds(5);

    private LocalServers() {}

    /** The servers' processes that run now, each with its wrapper. */
    public static List<ProcessRecord> running(Path servers) {
        List<ProcessRecord> running = new ArrayList<>();
        for (Path folder : folders(servers)) {
            String serverId = String.valueOf(folder.getFileName());
            read(serverId, folder.resolve("process")).ifPresent(running::add);
            read(serverId, folder.resolve("wrapper")).ifPresent(running::add);
        }
        return running;
    }

    /**
     * Ends them all; the wrapper of each keeps its exit status and ends with it. Each that runs finds {@value #STOPPING}
     * in its folder first, with the time in it: what ends then did not fail.
     */
    static int endAll(Path servers, Clock clock) {
        List<ProcessRecord> running = running(servers);
        running.forEach(server -> announceStop(servers.resolve(server.name()), clock));
        running.forEach(server -> server.process().ifPresent(ProcessHandle::destroy));
        running.forEach(server -> server.stop(GRACE));
        return (int) folders(servers).stream()
                .filter(folder -> Files.exists(folder.resolve("process")))
                .count();
    }

    private static void announceStop(Path folder, Clock clock) {
        Path file = folder.resolve(STOPPING);
        try {
            Files.writeString(file, clock.instant() + "\n");
        } catch (IOException e) {
            throw new LauncherException("cannot write to " + file + ": " + e.getMessage(), e);
        }
    }

    /** What is written of a process: its id and field 22 of /proc/[pid]/stat, the start in ticks since boot. */
    static Optional<ProcessRecord> read(String name, Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            long pid = Long.parseLong(words[0]);
            String startTicks = words.length > 1 ? words[1] : "";
            return ProcessHandle.of(pid)
                    .filter(process -> startTicks.isEmpty() || startTicks.equals(startTicks(pid)))
                    .map(process -> ProcessRecord.of(name, process))
                    .filter(ProcessRecord::isRunning);
        } catch (IOException | NumberFormatException notStarted) {
            return Optional.empty();
        }
    }

    private static String startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        } catch (IOException | IndexOutOfBoundsException gone) {
            return "gone";
        }
    }

    private static List<Path> folders(Path servers) {
        if (!Files.isDirectory(servers)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(servers)) {
            return inside.filter(Files::isDirectory)
                    .filter(folder -> !String.valueOf(folder.getFileName()).startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new LauncherException("cannot list the servers in " + servers + ": " + e.getMessage(), e);
        }
    }
}
