package io.hostmesh.monitoring.diagnosis;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's programs for the network, where they are installed. */
@ApplicationScoped
public class Programs {

    private static final int MOST_LINES = 2_000;
    private static final int AT_ONCE = 16;
    /** Where such programs are, beside the places that the environment names. */
    private static final List<String> ADMINISTRATORS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private final WorkerExecutor workers;

    Programs(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("programs", AT_ONCE, 3, TimeUnit.MINUTES);
    }

    /** What a program wrote, to both of its outputs, and how it ended. */
    public record Output(int exitStatus, List<String> lines) {}

    /** Whether such a program is installed. */
    public boolean has(String program) {
        List<String> folders =
                new ArrayList<>(List.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)));
        folders.addAll(ADMINISTRATORS);
        return folders.stream()
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs it to its end, or kills it then. */
    public Uni<Output> run(List<String> command, Duration within) {
        return Uni.createFrom().completionStage(() -> workers.executeBlocking(() -> runNow(command, within), false)
                .toCompletionStage());
    }

    private static Output runNow(List<String> command, Duration within) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", String.join(File.pathSeparator, ADMINISTRATORS), (a, b) -> a + ":" + b);
        Process process = builder.start();
        process.getOutputStream().close();
        Thread guard = new Thread(() -> kill(process, within), "program-guard");
        guard.setDaemon(true);
        guard.start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (lines.size() < MOST_LINES) {
                    lines.add(line);
                }
            }
            return new Output(process.waitFor(), lines);
        } finally {
            process.destroyForcibly();
            guard.interrupt();
        }
    }

    private static void kill(Process process, Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
