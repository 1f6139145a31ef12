package io.hostmesh.teststack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Makes a process stand still: it keeps its connections, takes new ones, and answers nothing. The signal alone does not do: one
 * thread has to take it before the others stand, and where all cores are busy the others go on answering until it is its turn.
 */
public final class Standstill {

    private Standstill() {}

    /** Sends SIGSTOP, and returns when no thread of the process runs any more. */
    public static void begin(long pid) {
        signal("STOP", pid);
        Await.until("standstill of process " + pid, () -> stands(pid));
    }

    /** Lets it go on. */
    public static void end(long pid) {
        signal("CONT", pid);
    }

    private static boolean stands(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.allMatch(Standstill::isStopped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.startsWith(") T", stat.lastIndexOf(')'));
        } catch (IOException ended) {
            return false; // the next list is without it
        }
    }

    private static void signal(String signal, long pid) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "expected to send " + signal + " to process " + pid + ", got status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
