package io.hostmesh.local;

import io.hostmesh.local.client.Customer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Prometheus, as it is installed, that scrapes itself and sends series and an alert to the gateway with a customer's key. */
final class Prometheus implements AutoCloseable {

    private static final String PROGRAM = "prometheus";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final long END_SECONDS = 5;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI metrics;
    private final Instant startedAt;

    private Prometheus(Process process, int port, Instant startedAt) {
        this.process = process;
        this.metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
        this.startedAt = startedAt;
    }

    /** Starts it with the settings of docs/senders.md, and shorter intervals; empty where it is not installed. */
    static Optional<Prometheus> startIfInstalled(TestMesh mesh, Customer customer) {
        if (!isInstalled()) {
            System.out.println("SKIPPED: what a real Prometheus sends through the gateway; it is not installed");
            return Optional.empty();
        }
        URI gateway = mesh.mesh().settings().gateway();
        int port = FreePorts.firstOfFree(gateway.getPort() + Settings.PORTS);
        Path folder = Path.of("target", PROGRAM).toAbsolutePath();
        try {
            Path data = Files.createTempDirectory(Files.createDirectories(folder), "data");
            Files.writeString(folder.resolve("rules.yml"), """
                    groups:
                    - name: story
                      rules:
                      - alert: Always
                        expr: vector(1)
                    """);
            Files.writeString(folder.resolve("prometheus.yml"), """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: [rules.yml]
                    scrape_configs:
                    - job_name: self
                      static_configs: [{targets: ['127.0.0.1:%3$d']}]
                    remote_write:
                    - url: %1$s/v1/metrics/write
                      authorization: {credentials: %2$s}
                    alerting:
                      alertmanagers:
                      - authorization: {credentials: %2$s}
                        static_configs: [{targets: ['%4$s']}]
                    """.formatted(
                            gateway, customer.api().key(), port, gateway.getAuthority()));
            Process process = new ProcessBuilder(
                            PROGRAM,
                            "--config.file=prometheus.yml",
                            "--storage.tsdb.path=" + data,
                            "--web.listen-address=127.0.0.1:" + port)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return Optional.of(new Prometheus(process, port, Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isInstalled() {
        return Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    Instant startedAt() {
        return startedAt;
    }

    /** The time of the newest sample that was taken from it. */
    Instant sentUpTo() {
        return Instant.ofEpochMilli(
                (long) (1_000 * figure("prometheus_remote_storage_queue_highest_sent_timestamp_seconds")));
    }

    /** What it says of itself, over all its queues; 0 where it does not say it. */
    double figure(String name) {
        HttpRequest request =
                HttpRequest.newBuilder(metrics).timeout(ANSWER_WITHIN).build();
        try {
            return http.send(request, BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
