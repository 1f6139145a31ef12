package io.hostmesh.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Which process was started: its id and when it started. A process id alone can belong to another process by the time
 * it is looked at; both together cannot.
 *
 * @param name what it is, for example {@code kafka}
 * @param pid the process id
 * @param startMillis when the operating system says the process started, in milliseconds since the epoch
 */
public record ProcessRecord(String name, long pid, long startMillis) {

    /** The operating system computes start times from the boot time, which a clock correction can move a little. */
    private static final long START_TOLERANCE_MILLIS = 2_000;

    /** The record of a process that runs now. */
    public static ProcessRecord of(String name, ProcessHandle process) {
        return new ProcessRecord(name, process.pid(), startMillis(process));
    }

    /** Reads a record, or empty where there is none or it cannot be understood. */
    public static Optional<ProcessRecord> read(Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            return words.length == 3
                    ? Optional.of(new ProcessRecord(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])))
                    : Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /** Writes this record, replacing the file at once. */
    public void write(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(draft, name + " " + pid + " " + startMillis + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The process, if it still runs. One that has ended and only waits to be collected by its parent does not. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(startMillis(process) - startMillis) <= START_TOLERANCE_MILLIS)
                .filter(process -> !isZombie(process.pid()));
    }

    public boolean isRunning() {
        return process().isPresent();
    }

    /** Asks the process to end, waits for that long, then kills it. Returns when it is gone; true if it went by itself. */
    public boolean stop(Duration grace) {
        Optional<ProcessHandle> running = process();
        if (running.isEmpty()) {
            return true;
        }
        running.get().destroy();
        if (awaitEnd(grace)) {
            return true;
        }
        kill();
        return false;
    }

    /** Kills the process and waits until it is gone. */
    public void kill() {
        process().ifPresent(ProcessHandle::destroyForcibly);
        if (!awaitEnd(Duration.ofSeconds(10))) {
            throw new IllegalStateException("expected process " + pid + " (" + name + ") to end when killed");
        }
    }

    /** Waits until the process has ended; false if it still runs after that time. */
    public boolean awaitEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Optional<ProcessHandle> running = process();
        while (running.isPresent() && System.nanoTime() < deadline) {
            try {
                running.get().onExit().get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                // looked at again below: a process that its parent has not collected yet never "exits"
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
            running = process();
        }
        return running.isEmpty();
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException noSuchFile) {
            return false;
        }
    }
}
