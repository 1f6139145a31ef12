package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.local.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/** How many samples a second of processor time are taken, stored and judged, beside those who do the first two. */
final class IngestBenchmark {

    private static final int[] SERIES = {10_000, 100_000};
    private static final int[] SAMPLES_PER_BODY = {500, 2_000};
    private static final int FEW_SERIES = 1_000;
    /** As many as are made before they are sent. */
    private static final int PORTION = 2_000_000;

    private static final int FEWEST_WARM_UP_PORTIONS = 4;
    private static final int MOST_WARM_UP_PORTIONS = 15;
    /** A portion that takes no less than this share of the best before it has nothing left to gain. */
    private static final double STEADY = 0.97;

    /** The rounds of every combination are a multiple of it. */
    private static final int CONNECTIONS = 5;

    private static final int RULES = 100;
    private static final int PROMETHEUS_PORT = 28_451;
    private static final int VICTORIA_PORT = 28_452;
    private static final String ACCOUNT = "acc_bench";
    private static final Duration JUDGED_WITHIN = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(1);

    /** What can be measured alone. */
    enum Part {
        ALL,
        SAMPLES,
        ALERTS,
        OWNER;

        boolean holds(Part part) {
            return this == ALL || this == part;
        }
    }

    private final int portions;
    private final Part part;
    private final Duration between;
    private final Progress out;
    private final ObjectNode result = new ObjectMapper().createObjectNode();

    private IngestBenchmark(int portions, Part part, Duration between, Progress out) {
        this.portions = portions;
        this.part = part;
        this.between = between;
        this.out = out;
    }

    /**
     * Measures all, or a part.
     *
     * @param portions how many times two million samples are sent for each figure
     * @param between two samples of a series, by the time that they carry
     */
    static void run(Path root, int portions, Part part, Duration between, Progress out) {
        IngestBenchmark benchmark = new IngestBenchmark(portions, part, between, out);
        Path home = root.resolve("benchmarks/target/ingest").toAbsolutePath();
        benchmark
                .result
                .put("benchmark", "ingest")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("seconds_between_scrapes", between.toMillis() / 1e3)
                .put("java", Runtime.version().feature())
                .put("durability", MonitoringAlone.DURABILITY.name().toLowerCase(Locale.ROOT));
        benchmark.ours(root, home);
        if (part.holds(Part.SAMPLES)) {
            benchmark.peer(
                    "victoriametrics", WritePeer.victoriaMetrics(home.resolve("victoriametrics"), VICTORIA_PORT));
            benchmark.peer("prometheus", WritePeer.prometheus(home.resolve("prometheus"), PROMETHEUS_PORT));
        }
        out.say("RESULT " + benchmark.result);
    }

    private void ours(Path root, Path home) {
        try (MonitoringAlone alone = MonitoringAlone.start(root, home);
                MonitoringInstance service = alone.startInstance(0)) {
            String authorization = alone.authorization(ACCOUNT);
            String headers = "Authorization: " + authorization + "\r\n";
            IngestRules.create(service, authorization, RULES);
            ScrapeTimes times = new ScrapeTimes(Clock.systemUTC(), between);
            try (WriteSender sender = new WriteSender(service.port(), "/v1/metrics/write", headers, CONNECTIONS);
                    WriteSender crossing = new WriteSender(service.port(), "/v1/metrics/write", headers, 1);
                    FiredAlerts alerts = new FiredAlerts(alone.bootstrapServers())) {
                if (part.holds(Part.SAMPLES)) {
                    bytesPerSeries(service, sender, times);
                    measureParts(alone, service, sender, times);
                    result.put("refused_for_now", sender.refusals());
                } else {
                    for (int portion = 0; portion < portions; portion++) {
                        send(sender, new WriteBodies(SERIES[0], SAMPLES_PER_BODY[0]), times, PORTION);
                    }
                    service.awaitJudged(JUDGED_WITHIN);
                }
                if (part.holds(Part.ALERTS)) {
                    AlertLatency.measure(sender, crossing, times, alerts, result, out);
                }
                if (part.holds(Part.OWNER)) {
                    new OwnerKilled(alone, headers, times, alerts).measure(service, result, out);
                }
            }
        }
    }

    /** What of the heap is in use with many series less what is with few, after as many samples of both. */
    private void bytesPerSeries(MonitoringInstance service, WriteSender sender, ScrapeTimes times) {
        send(sender, new WriteBodies(FEW_SERIES, 200), times, PORTION / 4);
        service.awaitJudged(JUDGED_WITHIN);
        long few = service.heapBytesInUse();
        int many = SERIES[SERIES.length - 1];
        send(sender, new WriteBodies(many, SAMPLES_PER_BODY[0]), times, PORTION / 4);
        service.awaitJudged(JUDGED_WITHIN);
        long bytes = (service.heapBytesInUse() - few) / (many - FEW_SERIES);
        result.put("bytes_per_series", bytes);
        out.say(bytes + " bytes of heap for each active series");
    }

    private void measureParts(
            MonitoringAlone alone, MonitoringInstance service, WriteSender sender, ScrapeTimes times) {
        DoubleSupplier cpuSeconds = () -> service.cpuSeconds() + alone.kafkaCpuSeconds() + alone.postgresCpuSeconds();
        Runnable awaitDone = () -> service.awaitJudged(JUDGED_WITHIN);
        warmUp("hostmesh", sender, times, cpuSeconds, awaitDone);
        double monitoring = service.cpuSeconds();
        double kafka = alone.kafkaCpuSeconds();
        double postgres = alone.postgresCpuSeconds();
        measure("hostmesh", sender, times, cpuSeconds, awaitDone);
        monitoring = service.cpuSeconds() - monitoring;
        kafka = alone.kafkaCpuSeconds() - kafka;
        postgres = alone.postgresCpuSeconds() - postgres;
        double all = monitoring + kafka + postgres;
        result.putObject("cpu_share")
                .put("monitoring", rounded(monitoring / all))
                .put("kafka", rounded(kafka / all))
                .put("postgres", rounded(postgres / all));
    }

    private void peer(String name, Optional<WritePeer> installed) {
        if (installed.isEmpty()) {
            out.say(name + " is not installed (Debian has it as a package): skipped");
            result.put(name, "not installed");
            return;
        }
        try (WritePeer peer = installed.get();
                WriteSender sender = peer.sender(CONNECTIONS)) {
            ScrapeTimes times = new ScrapeTimes(Clock.systemUTC(), between);
            warmUp(name, sender, times, peer::cpuSeconds, () -> {});
            measure(name, sender, times, peer::cpuSeconds, () -> {});
        }
    }

    /**
     * Sends until as many samples cost as much processor time as those before: a virtual machine compiles for long what it runs often,
     * and a server runs for months.
     */
    private void warmUp(
            String name, WriteSender sender, ScrapeTimes times, DoubleSupplier cpuSeconds, Runnable awaitDone) {
        double before = Double.MAX_VALUE;
        for (int portion = 0; portion < MOST_WARM_UP_PORTIONS; portion++) {
            int series = SERIES[portion % SERIES.length];
            WriteBodies bodies = new WriteBodies(series, SAMPLES_PER_BODY[0]);
            double spent =
                    PORTION / send(bodies, sender, times, cpuSeconds, awaitDone).perCpuSecond();
            if (portion >= FEWEST_WARM_UP_PORTIONS && spent > before * STEADY) {
                out.say(name + ": warm after " + (portion + 1) * PORTION / 1_000_000 + " million samples");
                return;
            }
            before = Math.min(before, spent);
        }
        out.say(name + ": still getting faster after " + MOST_WARM_UP_PORTIONS * PORTION / 1_000_000
                + " million samples");
    }

    /** The figure of a server is its worst of all sizes of bodies and numbers of series. */
    private void measure(
            String name, WriteSender sender, ScrapeTimes times, DoubleSupplier cpuSeconds, Runnable awaitDone) {
        boolean ours = name.equals("hostmesh");
        ObjectNode all = result.putObject(ours ? "runs" : name + "_runs");
        double worst = Double.MAX_VALUE;
        double samplesPerSecond = Double.MAX_VALUE;
        for (int series : SERIES) {
            for (int samples : SAMPLES_PER_BODY) {
                Rate rate = rate(new WriteBodies(series, samples), sender, times, cpuSeconds, awaitDone);
                worst = Math.min(worst, rate.perCpuSecond());
                samplesPerSecond = Math.min(samplesPerSecond, rate.perSecond());
                all.putObject("series_" + series + "_body_" + samples)
                        .put("samples_per_cpu_s", Math.round(rate.perCpuSecond()))
                        .put("samples_per_s", Math.round(rate.perSecond()));
                out.say(String.format(
                        Locale.ROOT,
                        "%s, %d series, %d a body: %.0f samples a CPU second, %.0f a second",
                        name,
                        series,
                        samples,
                        rate.perCpuSecond(),
                        rate.perSecond()));
            }
        }
        String prefix = ours ? "" : name + "_";
        result.put(prefix + "samples_per_cpu_s", Math.round(worst));
        result.put(prefix + "samples_per_s", Math.round(samplesPerSecond));
    }

    private record Rate(double perCpuSecond, double perSecond) {}

    private Rate rate(
            WriteBodies bodies, WriteSender sender, ScrapeTimes times, DoubleSupplier cpuSeconds, Runnable awaitDone) {
        double cpu = 0;
        double took = 0;
        for (int portion = 0; portion < portions; portion++) {
            Rate one = send(bodies, sender, times, cpuSeconds, awaitDone);
            cpu += PORTION / one.perCpuSecond();
            took += PORTION / one.perSecond();
        }
        return new Rate((double) PORTION * portions / cpu, PORTION * portions / took);
    }

    private static Rate send(
            WriteBodies bodies, WriteSender sender, ScrapeTimes times, DoubleSupplier cpuSeconds, Runnable awaitDone) {
        List<byte[]> made = make(bodies, times, PORTION);
        double before = cpuSeconds.getAsDouble();
        long begin = System.nanoTime();
        sender.send(made);
        double took = (System.nanoTime() - begin) / 1e9;
        awaitDone.run();
        pause();
        return new Rate(PORTION / (cpuSeconds.getAsDouble() - before), PORTION / took);
    }

    /** What a server puts off for a moment belongs to what it does, too. */
    private static void pause() {
        LockSupport.parkNanos(SETTLE.toNanos());
    }

    private static void send(WriteSender sender, WriteBodies bodies, ScrapeTimes times, int samples) {
        sender.send(make(bodies, times, samples));
    }

    private static List<byte[]> make(WriteBodies bodies, ScrapeTimes times, int samples) {
        List<byte[]> made = new ArrayList<>();
        for (int count = 0; count < samples; count += bodies.series()) {
            made.addAll(bodies.round(times.next(), times.round()));
        }
        return made;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
