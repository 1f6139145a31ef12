package io.hostmesh.provisioning.embedded;

import io.hostmesh.provisioning.balancer.BalancerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts the balancer's process, or finds the one that another instance of provisioning, or this one before it was restarted, has
 * started. That there is one for a directory is the process's own doing: it locks the directory, and a second one ends at once.
 */
final class BalancerProcess {

    static final int LANGUAGE = 1;

    private static final int ANOTHER_RUNS = 3;

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final long MOST_LOG_BYTES = 5L * 1024 * 1024;

    private final Path directory;
    private final Path program;
    private final List<String> command;
    private @Nullable String failure;
    private long failedNanos;

    /**
     * @param program the jar, or folder of classes, that has to be there for a start
     */
    BalancerProcess(Path directory, Path program, List<String> command) {
        this.directory = directory.toAbsolutePath();
        this.program = program.toAbsolutePath();
        this.command = List.copyOf(command);
    }

    /** The process that runs, or empty. */
    Optional<RunningProcess> find() {
        return RunningProcess.find(directory);
    }

    /**
     * The process that runs, started if none does. One of another version is ended first. One that could not be started is not
     * tried again for a while: every group asks for it, again and again.
     */
    synchronized RunningProcess get() {
        Optional<RunningProcess> running = find();
        if (running.isPresent() && running.get().language() == LANGUAGE) {
            return running.get();
        }
        if (failure != null && System.nanoTime() - failedNanos < REST_AFTER_FAILURE.toNanos()) {
            throw new BalancerException(failure);
        }
        running.ifPresent(RunningProcess::terminate);
        try {
            return startAndFind();
        } catch (BalancerException e) {
            failure = e.getMessage();
            failedNanos = System.nanoTime();
            throw e;
        }
    }

    private RunningProcess startAndFind() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        Process started = start();
        while (System.nanoTime() < end) {
            Optional<RunningProcess> found = find().filter(process -> process.language() == LANGUAGE);
            if (found.isPresent()) {
                return found.get();
            }
            if (!started.isAlive()) {
                started = startAgain(started.exitValue());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        throw new BalancerException(
                "the balancer did not start in " + START_LIMIT.toSeconds() + " s; see " + directory.resolve("log"));
    }

    /** One that found another one, which was about to end. Whatever else ended it would end the next one, too. */
    private Process startAgain(int exitStatus) {
        if (exitStatus != ANOTHER_RUNS) {
            throw new BalancerException("the balancer ended with exit status " + exitStatus + " as it was started; see "
                    + directory.resolve("log"));
        }
        return start();
    }

    private Process start() {
        if (!Files.isReadable(program)) {
            throw new BalancerException("expected the balancer's jar at " + program + "; set HOSTMESH_BALANCER_JAR");
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            File log = rotatedLog();
            List<String> words = new ArrayList<>();
            detached().ifPresent(words::add);
            words.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
            builder.environment().keySet().retainAll(List.of("PATH", "LANG", "TMPDIR"));
            return builder.start();
        } catch (IOException e) {
            throw new BalancerException("could not start the balancer", e);
        }
    }

    private File rotatedLog() throws IOException {
        Path log = directory.resolve("log");
        if (Files.exists(log) && Files.size(log) > MOST_LOG_BYTES) {
            Files.move(log, directory.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log.toFile();
    }

    /** In a session of its own, the process is not ended with whatever ends provisioning. */
    private static Optional<String> detached() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
