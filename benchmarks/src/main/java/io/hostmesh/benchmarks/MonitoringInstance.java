package io.hostmesh.benchmarks;

import io.hostmesh.embedded.ProcessCommand;
import io.hostmesh.local.client.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of monitoring-service as it is packaged. */
final class MonitoringInstance implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ACCEPTED = "hostmesh_ingest_samples_accepted_total";
    private static final String JUDGED = "hostmesh_judge_samples_total";
    private static final int COMPACT_HEADERS_SINCE = 25;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final Process process;

    private MonitoringInstance(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it and waits until it is ready. */
    static MonitoringInstance start(
            Path jar, Path folder, int port, Map<String, String> settings, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                ProcessCommand.java(),
                "-Xms1g",
                "-Xmx1g",
                "-Xmn640m",
                "-XX:+UseSerialGC",
                // Room from the start: a collection only for classes or code pauses the service.
                "-XX:MetaspaceSize=256m",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:+ExitOnOutOfMemoryError"));
        if (Runtime.version().feature() >= COMPACT_HEADERS_SINCE) {
            command.add("-XX:+UseCompactObjectHeaders");
        }
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("monitoring-" + port + ".log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HOSTMESH_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("HOSTMESH_URL", "http://127.0.0.1:" + port);
        MonitoringInstance started;
        try {
            started = new MonitoringInstance(port, Ending.start(builder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Waiting.until("monitoring to be ready, see " + folder, PATIENCE, started::isReady);
            return started;
        } catch (RuntimeException failed) {
            started.close();
            throw failed;
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("monitoring ended at start with " + process.exitValue());
        }
        try {
            return http.send(get("/q/health/ready"), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while monitoring was starting", e);
        }
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(address(path))
                .header("Accept", "text/plain")
                .build();
    }

    int port() {
        return port;
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpClient http() {
        return http;
    }

    double cpuSeconds() {
        return CpuTime.ofTree(process.pid());
    }

    double accepted() {
        return sum(ACCEPTED, "");
    }

    double judged() {
        return sum(JUDGED, "");
    }

    /** Until all that this instance accepted is judged, by itself. */
    void awaitJudged(Duration within) {
        double all = accepted();
        Waiting.until("judged samples", within, () -> judged() >= all);
    }

    /** What is left on its heap after a collection. */
    long heapBytesInUse() {
        try {
            Path jcmd = Path.of(ProcessCommand.java()).resolveSibling("jcmd");
            new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while memory was collected", e);
        }
        return (long) sum("jvm_memory_used_bytes", "area=\"heap\"");
    }

    /** The sum of a metric over those of its lines that hold that text. */
    private double sum(String metric, String part) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .filter(line -> line.contains(part))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String metrics() {
        try {
            return http.send(get("/q/metrics"), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }

    /** Ends it without a chance to do anything else. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
