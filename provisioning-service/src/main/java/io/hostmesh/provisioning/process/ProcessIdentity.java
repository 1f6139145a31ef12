package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.DriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process of this computer that is not mistaken for a later one with the same id.
 *
 * @param startTime field 22 of {@code /proc/<pid>/stat}, in ticks since boot; empty where the system has no such file
 */
record ProcessIdentity(long pid, String startTime) {

    private static final int STATE = 0;
    private static final int START_TIME = 19;
    private static final Path PROC = Path.of("/proc");

    /** Reads what {@code machine.sh} wrote; empty while the file is not there or not complete. */
    static Optional<ProcessIdentity> read(Path file) {
        try {
            String text = Files.readString(file);
            String[] words = text.strip().split(" ", -1);
            if (!text.endsWith("\n") || words[0].isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), words.length > 1 ? words[1] : ""));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new DriverException("expected a process id and a start time in " + file, e);
        }
    }

    /** True as long as it runs; a process that ended and waits to be collected does not. */
    boolean alive() {
        if (pid <= 0) {
            return false;
        }
        if (startTime.isEmpty() || !Files.isDirectory(PROC)) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean over = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return !over && fields[START_TIME].equals(startTime);
        } catch (IOException | IndexOutOfBoundsException e) {
            return false; // The process ended before or while it was looked at.
        }
    }

    void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
