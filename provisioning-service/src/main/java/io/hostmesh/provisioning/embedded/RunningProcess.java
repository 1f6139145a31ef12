package io.hostmesh.provisioning.embedded;

import io.hostmesh.provisioning.balancer.BalancerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A balancer's process, as it describes itself in its directory.
 *
 * @param startTime field 22 of {@code /proc/<pid>/stat}, so that a later process with the same id is not mistaken for it; empty
 *     where the system has no such file
 * @param token what a request begins with
 * @param language the version of the requests that it understands
 */
record RunningProcess(long pid, String startTime, int controlPort, String token, int language) {

    private static final Logger LOG = Logger.getLogger(RunningProcess.class);
    private static final int WORDS = 5;
    private static final int STATE = 0;
    private static final int START_TIME = 19;

    /** The process that runs for that directory, or empty where none does. */
    static Optional<RunningProcess> find(Path directory) {
        Path file = directory.resolve("control");
        try {
            String text = Files.readString(file);
            String[] words = text.strip().split(" ", -1);
            if (words.length != WORDS) {
                throw new BalancerException("expected " + WORDS + " words in " + file + ", got " + words.length);
            }
            return Optional.of(new RunningProcess(
                            Long.parseLong(words[0]),
                            words[1],
                            Integer.parseInt(words[2]),
                            words[3],
                            Integer.parseInt(words[4])))
                    .filter(RunningProcess::alive);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new BalancerException("expected to read the balancer's description in " + file, e);
        }
    }

    /** Waits until it has ended, or for that long. */
    void awaitEnd(Duration atMost) {
        try {
            CompletableFuture<?> ended = ProcessHandle.of(pid)
                    .filter(process -> alive())
                    .map(ProcessHandle::onExit)
                    .orElse(null);
            if (ended != null) {
                ended.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException later) {
            LOG.debugf("the balancer's process is still ending pid=%d", pid);
        }
    }

    boolean alive() {
        if (startTime.isEmpty()) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean over = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return !over && fields[START_TIME].equals(startTime);
        } catch (IOException | IndexOutOfBoundsException e) {
            return false; // It ended before or while it was looked at.
        }
    }

    void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "RunningProcess[" + pid + ", port " + controlPort + "]";
    }
}
