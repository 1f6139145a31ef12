package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.MachineSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Holds the processes of machines to their vCPUs and memory by control groups of Linux, of the second version or the first; a
 * group per machine below a parent of ours. A machine has its memory's limit from the start and that of its vCPUs once it
 * listens, for starting takes far more than it needs later.
 *
 * @param version how the groups are told, or {@code NONE} where machines are not held to anything
 * @param parents the folders that have a folder per machine: one of the second version; for CPUs and for memory of the first
 */
record Cgroups(Version version, List<Path> parents) {

    static final Cgroups NONE = new Cgroups(Version.NONE, List.of());

    private static final long PERIOD_MICROSECONDS = 100_000;
    private static final long LEAST_QUOTA_MICROSECONDS = 1_000;
    private static final long BYTES_PER_MEGABYTE = 1024L * 1024;
    /** What a process of nice 10 weighs beside one of nice 0, whose weight is 1024 or 100: a tenth (sched_prio_to_weight of Linux). */
    private static final int SHARES_PER_PROCESSOR = 110;

    private static final int MOST_SHARES = 262_144;
    private static final int WEIGHT_PER_PROCESSOR = 11;
    private static final int MOST_WEIGHT = 10_000;
    private static final int KILL_ROUNDS = 100;
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(5);

    /** The ways in which groups are told. */
    enum Version {
        NONE("none"),
        FIRST("cgroup-v1"),
        SECOND("cgroup-v2");

        final String text;

        Version(String text) {
            this.text = text;
        }
    }

    /**
     * When processors are short, whoever manages the machines goes before what runs on them. A process's nice value says
     * nothing of that here: it counts among the processes of its own group alone.
     *
     * @param outermost the group of all machines, for CPUs
     * @param processors of this computer, as a group's weight is shared by all on which it runs
     */
    void goBehindOthers(Path outermost, int processors) throws IOException {
        switch (version) {
            case NONE -> {}
            case FIRST -> tell(outermost, "cpu.shares", text(SHARES_PER_PROCESSOR, processors, MOST_SHARES));
            case SECOND -> tell(outermost, "cpu.weight", text(WEIGHT_PER_PROCESSOR, processors, MOST_WEIGHT));
        }
    }

    private static String text(int perProcessor, int processors, int most) {
        return Integer.toString(Math.min(most, perProcessor * processors));
    }

    /** Makes a machine's group with the limit of its memory. What is in one of an earlier run must have been removed. */
    void prepare(MachineSpec spec) throws IOException {
        for (Path group : groups(spec.serverId())) {
            Files.createDirectories(group);
        }
        String bytes = Long.toString(spec.memoryMegabytes() * BYTES_PER_MEGABYTE);
        switch (version) {
            case NONE -> {}
            case FIRST -> {
                Path memory = groups(spec.serverId()).get(1);
                tell(memory, "memory.limit_in_bytes", bytes);
                tellIfThere(memory, "memory.memsw.limit_in_bytes", bytes);
            }
            case SECOND -> {
                Path group = groups(spec.serverId()).get(0);
                tell(group, "memory.max", bytes);
                tellIfThere(group, "memory.swap.max", "0");
            }
        }
    }

    /** Holds a machine to its vCPUs from now on. */
    void holdCpus(String serverId, BigDecimal vcpus) throws IOException {
        long quota = Math.max(
                LEAST_QUOTA_MICROSECONDS,
                vcpus.multiply(BigDecimal.valueOf(PERIOD_MICROSECONDS)).longValue());
        switch (version) {
            case NONE -> {}
            case FIRST -> {
                Path group = groups(serverId).get(0);
                tell(group, "cpu.cfs_period_us", Long.toString(PERIOD_MICROSECONDS));
                tell(group, "cpu.cfs_quota_us", Long.toString(quota));
            }
            case SECOND -> tell(groups(serverId).get(0), "cpu.max", quota + " " + PERIOD_MICROSECONDS);
        }
    }

    /** Where a process writes 0 to become part of the machine, one after the other. */
    List<Path> entrances(String serverId) {
        return groups(serverId).stream()
                .map(group -> group.resolve("cgroup.procs"))
                .toList();
    }

    /** True if a process of the machine was killed because the machine took more memory than it may have. */
    boolean ranOutOfMemory(String serverId) {
        return switch (version) {
            case NONE -> false;
            case FIRST -> counts(groups(serverId).get(1).resolve("memory.oom_control"), "oom_kill");
            case SECOND -> counts(groups(serverId).get(0).resolve("memory.events"), "oom_kill");
        };
    }

    private static boolean counts(Path file, String what) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.startsWith(what + " ") && !line.equals(what + " 0"));
        } catch (IOException e) {
            return false; // The group is gone, or the kernel does not count.
        }
    }

    /** Kills what is left of a machine, its descendants that outlived it included, and removes its groups. */
    void remove(String serverId) throws IOException {
        for (Path group : groups(serverId)) {
            if (Files.isDirectory(group)) {
                removeGroup(group);
            }
        }
    }

    /** Kills what is left of a machine whose process has ended. */
    void kill(String serverId) throws IOException {
        List<Path> groups = groups(serverId);
        if (!groups.isEmpty() && Files.isDirectory(groups.get(0))) {
            killGroup(groups.get(0));
        }
    }

    private static void removeGroup(Path group) throws IOException {
        for (int round = 0; ; round++) {
            killGroup(group);
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (round == KILL_ROUNDS) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_ROUNDS.toNanos()); // What was killed is still being collected.
            }
        }
    }

    private static void killGroup(Path group) throws IOException {
        Path all = group.resolve("cgroup.kill");
        if (Files.exists(all)) {
            tell(group, "cgroup.kill", "1");
            return;
        }
        try (Stream<String> processes = Files.lines(group.resolve("cgroup.procs"))) {
            processes.map(Long::valueOf).forEach(process -> ProcessHandle.of(process)
                    .ifPresent(ProcessHandle::destroyForcibly));
        } catch (NoSuchFileException e) {
            return; // The group is gone.
        }
    }

    /** Removes the groups of machines that are no more. */
    void keepOnly(List<String> serverIds) throws IOException {
        for (Path parent : parents) {
            try (Stream<Path> groups = Files.list(parent)) {
                for (Path group : groups.filter(Files::isDirectory).toList()) {
                    if (!serverIds.contains(group.getFileName().toString())) {
                        removeGroup(group);
                    }
                }
            }
        }
    }

    private List<Path> groups(String serverId) {
        return parents.stream().map(parent -> parent.resolve(serverId)).toList();
    }

    private static void tellIfThere(Path group, String file, String value) throws IOException {
        if (Files.exists(group.resolve(file))) {
            tell(group, file, value);
        }
    }

    private static void tell(Path group, String file, String value) throws IOException {
        Files.write(group.resolve(file), value.getBytes(StandardCharsets.US_ASCII));
    }
}
