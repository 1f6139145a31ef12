package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hostmesh.embedded.Folders;
import io.hostmesh.embedded.ProcessCommand;
import io.hostmesh.local.Progress;
import io.hostmesh.local.client.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Prometheus with Alertmanager at the fastest settings that they are run with: scraped and evaluated every second, no wait for more
 * alerts of a group. Measured on the same machine in the same run, where Debian's packages of both are installed.
 */
final class PrometheusPeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final Duration NOTIFIED_WITHIN = Duration.ofSeconds(20);
    private static final int METRICS_PORT = 27_420;
    private static final int PROMETHEUS_PORT = 27_421;
    private static final int ALERTMANAGER_PORT = 27_422;

    private static final String PROMETHEUS = """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: [rules.yml]
            alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
            scrape_configs: [{job_name: members, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
            """;
    private static final String RULES = """
            groups: [{name: load, rules: [{alert: Overload, expr: cpu_utilization_percent > 60}]}]
            """;
    private static final String ALERTMANAGER = """
            route: {receiver: benchmark, group_by: [member], group_wait: 0s, group_interval: 1s}
            receivers: [{name: benchmark, webhook_configs: [{url: "http://127.0.0.1:%d/notified"}]}]
            """;

    private final Map<String, Long> crossedAt = new ConcurrentHashMap<>();
    private final Map<String, Long> scrapedAt = new ConcurrentHashMap<>();
    private final Map<String, Long> notifiedAt = new ConcurrentHashMap<>();
    private final HttpServer metrics;
    private final Process alertmanager;
    private final Process prometheus;

    private PrometheusPeer(String prometheusProgram, String alertmanagerProgram, Path folder) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("prometheus.yml"), PROMETHEUS.formatted(ALERTMANAGER_PORT, METRICS_PORT));
        Files.writeString(folder.resolve("rules.yml"), RULES);
        Files.writeString(folder.resolve("alertmanager.yml"), ALERTMANAGER.formatted(METRICS_PORT));
        metrics = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), METRICS_PORT), 0);
        metrics.setExecutor(Executors.newCachedThreadPool());
        metrics.createContext("/metrics", this::scraped);
        metrics.createContext("/notified", this::notified);
        metrics.start();
        alertmanager = start(
                folder,
                alertmanagerProgram,
                "--config.file=" + folder.resolve("alertmanager.yml"),
                "--storage.path=" + folder.resolve("alertmanager"),
                "--web.listen-address=127.0.0.1:" + ALERTMANAGER_PORT,
                "--cluster.listen-address=");
        prometheus = start(
                folder,
                prometheusProgram,
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + PROMETHEUS_PORT);
    }

    /** Measures them, or says that they are not installed. */
    static void measure(Path folder, int crossings, ObjectNode result, Progress out) {
        var prometheus = ProcessCommand.find("prometheus");
        var alertmanager = ProcessCommand.find("prometheus-alertmanager");
        if (prometheus.isEmpty() || alertmanager.isEmpty()) {
            out.say("Prometheus and Alertmanager are not installed (Debian: prometheus, prometheus-alertmanager)");
            result.put("measured", "not installed");
            return;
        }
        out.say("Prometheus with Alertmanager: " + crossings + " crossings");
        try (PrometheusPeer peer = new PrometheusPeer(
                prometheus.get().toString(), alertmanager.get().toString(), folder)) {
            peer.crossAll(crossings, result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void crossAll(int crossings, ObjectNode result) {
        crossedAt.put("first", System.nanoTime());
        Waiting.until("the first notification", STARTS_WITHIN, () -> notifiedAt.containsKey("first"));
        Random phase = new Random(1);
        double[] fromSample = new double[crossings];
        double[] fromChange = new double[crossings];
        for (int round = 0; round < crossings; round++) {
            LockSupport.parkNanos(phase.nextInt(1_000) * 1_000_000L); // At any moment between two scrapes.
            String member = "member-" + round;
            crossedAt.put(member, System.nanoTime());
            Waiting.until("a notification", NOTIFIED_WITHIN, () -> notifiedAt.containsKey(member));
            fromSample[round] = millis(scrapedAt, member);
            fromChange[round] = millis(crossedAt, member);
        }
        Percentiles sample = new Percentiles(fromSample);
        Percentiles change = new Percentiles(fromChange);
        result.put("measured", "in this run").put("crossings", crossings);
        result.put("p50_ms", sample.at(50)).put("p99_ms", sample.at(99)).put("max_ms", sample.maximum());
        result.put("from_change_p50_ms", change.at(50)).put("from_change_max_ms", change.maximum());
    }

    private double millis(Map<String, Long> from, String member) {
        return (notifiedAt.getOrDefault(member, 0L) - from.getOrDefault(member, 0L)) / 1e6;
    }

    private void scraped(HttpExchange exchange) throws IOException {
        List<String> members = List.copyOf(crossedAt.keySet());
        StringBuilder page = new StringBuilder();
        members.forEach(member ->
                page.append("cpu_utilization_percent{member=\"").append(member).append("\"} 100\n"));
        answer(exchange, page.toString());
        long now = System.nanoTime();
        members.forEach(member -> scrapedAt.putIfAbsent(member, now));
    }

    private void notified(HttpExchange exchange) throws IOException {
        long now = System.nanoTime();
        JsonNode message = JSON.readTree(exchange.getRequestBody());
        message.path("alerts")
                .forEach(alert -> notifiedAt.putIfAbsent(
                        alert.path("labels").path("member").asText(), now));
        answer(exchange, "");
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Process start(Path folder, String... command) throws IOException {
        return Ending.start(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile())));
    }

    @Override
    public void close() {
        prometheus.destroy();
        alertmanager.destroy();
        metrics.stop(0);
        try {
            if (!prometheus.waitFor(10, TimeUnit.SECONDS) || !alertmanager.waitFor(10, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly();
                alertmanager.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
