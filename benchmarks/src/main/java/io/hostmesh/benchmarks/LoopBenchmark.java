package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.embedded.Folders;
import io.hostmesh.local.Mesh;
import io.hostmesh.local.Progress;
import io.hostmesh.local.Settings;
import io.hostmesh.local.client.ApiClient;
import io.hostmesh.local.client.Customer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** From the acknowledgement of a sample that crosses the threshold to the event that says that the group grows. */
final class LoopBenchmark {

    private static final int FIRST_PORT = 27_400;
    private static final int GROUPS = 8;
    private static final int PEERS_CROSSINGS = 20;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    private static final Duration CALM_FOR = Duration.ofSeconds(2);
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(10);
    private static final int TARGET_PERCENT = 60;

    /** When a sample is pushed after those that the member sends of itself, which would overtake it otherwise. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final int STRIDE_MILLIS = 37;
    private static final int SPREAD_MILLIS = 600;
    private static final double SLOW_MILLIS = 80;

    private final Mesh mesh;
    private final Customer customer;
    private final Clock clock = Clock.systemUTC();

    private LoopBenchmark(Mesh mesh, Customer customer) {
        this.mesh = mesh;
        this.customer = customer;
    }

    static void run(Path root, int crossings, Progress out) {
        Path home = root.resolve("benchmarks/target/loop-mesh");
        Settings settings = Settings.at(root, home, FIRST_PORT);
        Mesh mesh = Mesh.at(settings);
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("benchmark", "loop");
        mesh.down(Progress.silent());
        Folders.delete(home);
        Ending.after(() -> measureMesh(mesh, home, crossings, result, out), () -> mesh.down(Progress.silent()));
        result.put("durability", settings.durability().name().toLowerCase(Locale.ROOT));
        DiskFlush.measure(home, result.putObject("disk_flush"));
        ObjectNode peers = addPeers(result);
        PrometheusPeer.measure(
                root.resolve("benchmarks/target/prometheus"),
                PEERS_CROSSINGS,
                peers.putObject("prometheus_alertmanager_fastest_settings"),
                out);
        out.say("RESULT " + result);
    }

    private static void measureMesh(Mesh mesh, Path home, int crossings, ObjectNode result, Progress out) {
        out.say("first start of a mesh in " + home);
        mesh.up(out);
        out.say("ended, so that the startup caches are written");
        mesh.down(out);
        out.say("started again: this is up_seconds");
        Map<String, Double> healthyAfter = new TreeMap<>();
        long begin = System.nanoTime();
        mesh.up(line -> {
            noteTime(line, healthyAfter);
            out.say(line);
        });
        double upSeconds = (System.nanoTime() - begin) / 1e9;
        Customer customer = Customer.create(
                new ApiClient(mesh.settings().gateway(), mesh.secrets().adminKey()), "Benchmark");
        new LoopBenchmark(mesh, customer).measure(crossings, result, out);
        result.put("up_seconds", Math.round(upSeconds * 10) / 10.0);
        addMemory(mesh, healthyAfter, result);
    }

    private void measure(int crossings, ObjectNode result, Progress out) {
        List<String> groups = new ArrayList<>();
        for (int number = 0; number < GROUPS; number++) {
            groups.add(customer.createGroup(
                    new Customer.GroupWish("group-" + number, "medium", 1, 2, TARGET_PERCENT, 0, 0)));
        }
        groups.forEach(group -> customer.awaitRunning(group, 1, A_WHILE));
        awaitCalm();
        out.say(GROUPS + " groups of one server stand; " + crossings + " crossings");
        double[] millis = new double[crossings];
        Hops hops = new Hops();
        Map<String, Duration> used = cpuTimes();
        try (LoopEvents events = new LoopEvents(mesh.settings().bootstrapServers(), clock);
                Stalls stalls = new Stalls()) {
            crossAll(stalls, groups, millis, events, hops, out);
        }
        ObjectNode cpu = result.putObject("cpu_ms_per_crossing");
        cpuTimes()
                .forEach((component, now) -> cpu.put(
                        component,
                        now.minus(used.getOrDefault(component, Duration.ZERO)).toMillis() / crossings));
        int missed = (int) Arrays.stream(millis)
                .filter(taken -> taken >= DECIDED_WITHIN.toMillis())
                .count();
        Percentiles percentiles = new Percentiles(millis);
        result.put("p50_ms", percentiles.at(50));
        result.put("p99_ms", percentiles.at(99));
        result.put("max_ms", percentiles.maximum());
        result.put("crossings", crossings);
        result.put("missed", missed);
        hops.addTo(result.putObject("hops"));
    }

    /** One crossing for each place of the array, in milliseconds; one that led to nothing counts as the longest wait. */
    private void crossAll(
            Stalls stalls, List<String> groups, double[] millis, LoopEvents events, Hops hops, Progress out) {
        for (int round = 0; round < millis.length; round++) {
            awaitIdle();
            String group = groups.get(round % GROUPS);
            events.awaitSamples(group, DECIDED_WITHIN);
            LockSupport.parkNanos(
                    SOON.plusMillis(round * STRIDE_MILLIS % SPREAD_MILLIS).toNanos());
            stalls.longestMillis();
            OptionalLong taken = cross(group, events, hops);
            double stalled = stalls.longestMillis();
            millis[round] = taken.isPresent() ? taken.getAsLong() / 1e6 : DECIDED_WITHIN.toMillis();
            if (millis[round] > SLOW_MILLIS) {
                out.say(String.format(
                        Locale.ROOT,
                        "  crossing %d took %.0f ms, longest stall of this process %.0f ms: %s",
                        round + 1,
                        millis[round],
                        stalled,
                        hops.last()));
            }
            if ((round + 1) % 20 == 0) {
                out.say(String.format(Locale.ROOT, "  %4d crossings, the last took %.1f ms", round + 1, millis[round]));
            }
        }
    }

    /** Pushes one sample far above the target; nanoseconds from its acknowledgement to the growth's event. */
    private OptionalLong cross(String group, LoopEvents events, Hops hops) {
        String member = customer.members(group).get(0).path("id").asText();
        events.skipToEnd();
        String body =
                "{\"server\":\"" + member + "\",\"samples\":[{\"metric\":\"cpu_utilization_percent\",\"value\":100,"
                        + "\"timestamp\":\"" + clock.instant() + "\"}]}";
        ApiClient.Answer answer = customer.api().call("POST", "/v1/metrics", body);
        long acknowledgedNanos = System.nanoTime();
        Instant acknowledged = clock.instant();
        answer.orThrow("pushing a sample");
        Optional<LoopEvents.Growth> growth = events.awaitGrowth(group, DECIDED_WITHIN);
        growth.ifPresent(seen -> hops.add(acknowledged, seen));
        return growth.isPresent()
                ? OptionalLong.of(Math.max(0, growth.get().receivedNanos() - acknowledgedNanos))
                : OptionalLong.empty();
    }

    /** Until the processes that were just started use less than half of one core. */
    private void awaitCalm() {
        long deadline = System.nanoTime() + A_WHILE.toNanos();
        Duration before = total(cpuTimes());
        while (true) {
            LockSupport.parkNanos(CALM_FOR.toNanos());
            Duration now = total(cpuTimes());
            if (now.minus(before).compareTo(CALM_FOR.dividedBy(2)) < 0) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("expected a calm mesh within " + A_WHILE.toSeconds() + " s");
            }
            before = now;
        }
    }

    private static Duration total(Map<String, Duration> times) {
        return times.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** Until every group is one running server, no overload is open, and nothing of that changed between two looks. */
    private void awaitIdle() {
        long deadline = System.nanoTime() + A_WHILE.toNanos();
        boolean before = false;
        while (true) {
            boolean idle = isIdle();
            if (idle && before) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("expected an idle mesh within " + A_WHILE.toSeconds() + " s");
            }
            before = idle;
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private boolean isIdle() {
        return customer.api().list("/v1/groups").stream()
                        .map(group -> group.path("members"))
                        .allMatch(members -> members.size() == 1
                                && members.get(0).path("state").asText().equals("running"))
                && customer.api().list("/v1/alerts?state=firing").stream()
                        .noneMatch(alert -> alert.path("kind").asText().equals("overload"));
    }

    /** The processor time that each component has used until now. */
    private Map<String, Duration> cpuTimes() {
        Map<String, Duration> times = new TreeMap<>();
        mesh.processes().forEach((name, process) -> {
            if (!name.contains("/")) {
                ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .ifPresent(time -> times.put(name, time));
            }
        });
        return times;
    }

    /** Lines of the launcher look like "billing ready after 1.9 s". */
    private static void noteTime(String line, Map<String, Double> healthyAfter) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length > 3 && words[1].equals("ready") && words[2].equals("after")) {
            healthyAfter.put(words[0], Double.parseDouble(words[3]));
        }
    }

    private static void addMemory(Mesh mesh, Map<String, Double> healthyAfter, ObjectNode result) {
        ObjectNode processes = result.putObject("processes");
        long total = 0;
        for (Map.Entry<String, Long> component : mesh.residentBytes().entrySet()) {
            long megabytes = component.getValue() / (1024 * 1024);
            total += megabytes;
            ObjectNode process = processes.putObject(component.getKey());
            process.put("rss_mb", megabytes);
            process.put("healthy_after_seconds", healthyAfter.getOrDefault(component.getKey(), 0.0));
        }
        result.put("mesh_rss_mb", total);
    }

    private static ObjectNode addPeers(ObjectNode result) {
        ObjectNode peers = result.putObject("peers");
        ObjectNode defaults = peers.putObject("prometheus_alertmanager_defaults");
        defaults.put("p50_ms", 60_000).put("source", "measured before, two cores");
        peers.putObject("kubernetes_hpa").put("p50_ms", 30_000).put("source", "published: 30 to 75 s and more");
        peers.putObject("keda").put("p50_ms", 30_000).put("source", "published: polls every 30 s");
        peers.putObject("ec2_target_tracking").put("p50_ms", 180_000).put("source", "published: 3 to 15 minutes");
        return peers;
    }
}
