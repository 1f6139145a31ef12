package io.hostmesh.monitoring.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The real senders that are installed, all at work at once, because each needs seconds to begin. Each has its own account, and the
 * settings that are needed to name an address and a key, besides shorter intervals than people use.
 */
final class Senders implements AutoCloseable {

    static final String PROMETHEUS = "prometheus";
    static final String ALERTMANAGER = "prometheus-alertmanager";
    static final String NODE_EXPORTER = "prometheus-node-exporter";
    static final String VMAGENT = "vmagent";
    static final String VMALERT = "vmalert";

    private static final String RULES = """
        groups:
        - name: shop
          rules:
          - alert: Broken
            expr: broken == 1
            labels: {severity: critical}
            annotations: {summary: 'Value is {{ $value }}'}
        """;

    private final Ids ids = new Ids();
    private final Path folder;
    private final int receiver;
    private final Map<String, String> accounts = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<Program> running = new ArrayList<>();
    private final HttpServer shop;
    private volatile boolean broken = true;

    private Senders(Path folder, int receiver) throws IOException {
        this.folder = folder;
        this.receiver = receiver;
        this.shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /** Starts those that are installed; they send to that port. */
    static Senders start(int receiver) {
        try {
            Senders senders = new Senders(Files.createTempDirectory("senders"), receiver);
            senders.startAll();
            return senders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String accountOf(String name) {
        return accounts.computeIfAbsent(name, unknown -> ids.next("acc"));
    }

    int portOf(String name) {
        return ports.computeIfAbsent(name, unknown -> Program.freePort());
    }

    /** Takes the shop from what vmagent scrapes; it is to read that again. */
    void closeShopToVmagent() {
        tellVmagent(List.of(portOf(VMAGENT)));
    }

    private void tellVmagent(List<Integer> targets) {
        String addresses =
                targets.stream().map(port -> "'127.0.0.1:" + port + "'").collect(Collectors.joining(", "));
        write("vmagent.yml", """
            global: {scrape_interval: 1s}
            scrape_configs:
            - job_name: all
              static_configs: [{targets: [%s]}]
            """.formatted(addresses));
    }

    /** What Prometheus scrapes, and what its rule is about, is not broken any more. */
    void mend() {
        broken = false;
    }

    private String tokenOf(String name) {
        return TestTokens.account(accountOf(name)).substring("Bearer ".length());
    }

    private void startAll() {
        openShop();
        write("rules.yml", RULES);
        if (Program.isInstalled(PROMETHEUS)) {
            startPrometheus();
        }
        if (Program.isInstalled(ALERTMANAGER)) {
            startAlertmanager();
        }
        if (Program.isInstalled(NODE_EXPORTER)) {
            run(NODE_EXPORTER, "--web.listen-address=127.0.0.1:" + portOf(NODE_EXPORTER));
        }
        if (Program.isInstalled(VMAGENT)) {
            startVmagent();
        }
        if (Program.isInstalled(VMALERT)) {
            startVmalert();
        }
    }

    private void startPrometheus() {
        write("prometheus.yml", """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [rules.yml]
            scrape_configs:
            - job_name: self
              static_configs: [{targets: ['127.0.0.1:%1$d']}]
            - job_name: shop
              static_configs: [{targets: ['127.0.0.1:%4$d']}]
            remote_write:
            - url: http://127.0.0.1:%2$d/v1/metrics/write
              authorization: {credentials: %3$s}
            alerting:
              alertmanagers:
              - path_prefix: /v1/alertmanager
                authorization: {credentials: %3$s}
                static_configs: [{targets: ['127.0.0.1:%2$d']}]
            """.formatted(
                        portOf(PROMETHEUS),
                        receiver,
                        tokenOf(PROMETHEUS),
                        shop.getAddress().getPort()));
        run(
                PROMETHEUS,
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--rules.alert.resend-delay=5s",
                "--web.listen-address=127.0.0.1:" + portOf(PROMETHEUS));
    }

    private void startAlertmanager() {
        write("alertmanager.yml", """
            route: {receiver: hostmesh, group_wait: 100ms, group_interval: 1s, repeat_interval: 2s}
            receivers:
            - name: hostmesh
              webhook_configs:
              - url: http://127.0.0.1:%d/v1/alerts/webhook
                http_config: {authorization: {credentials: %s}}
            """.formatted(receiver, tokenOf(ALERTMANAGER)));
        run(
                ALERTMANAGER,
                "--config.file=alertmanager.yml",
                "--storage.path=" + folder.resolve("alertmanager"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + portOf(ALERTMANAGER));
    }

    private void startVmagent() {
        tellVmagent(List.of(portOf(VMAGENT), shop.getAddress().getPort()));
        run(
                VMAGENT,
                "-promscrape.config=vmagent.yml",
                "-remoteWrite.tmpDataPath=" + folder.resolve("vmagent"),
                "-remoteWrite.url=http://127.0.0.1:" + receiver + "/v1/metrics/write",
                "-remoteWrite.bearerToken=" + tokenOf(VMAGENT),
                "-httpListenAddr=127.0.0.1:" + portOf(VMAGENT));
    }

    private void startVmalert() {
        run(
                VMALERT,
                "-rule=rules.yml",
                "-evaluationInterval=1s",
                "-datasource.url=http://127.0.0.1:" + shop.getAddress().getPort(),
                "-notifier.url=http://127.0.0.1:" + receiver + "/v1/alertmanager",
                "-notifier.bearerToken=" + tokenOf(VMALERT),
                "-httpListenAddr=127.0.0.1:" + portOf(VMALERT));
    }

    /** What is watched: it can be scraped, and asked by a rule's query, which always finds it broken. */
    private void openShop() {
        shop.createContext(
                "/metrics",
                exchange -> answer(exchange, "text/plain; version=0.0.4", "broken " + (broken ? 1 : 0) + "\n"));
        shop.createContext(
                "/api/v1/query",
                exchange -> answer(exchange, "application/json", """
                    {"status":"success","data":{"resultType":"vector","result":[
                      {"metric":{"__name__":"broken","job":"shop"},"value":[%d,"1"]}]}}\
                    """.formatted(System.currentTimeMillis() / 1_000)));
        shop.start();
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void run(String name, String... arguments) {
        running.add(Program.start(folder, name, arguments));
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        running.forEach(Program::close);
        shop.stop(0);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
