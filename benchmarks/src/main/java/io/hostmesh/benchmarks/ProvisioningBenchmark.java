package io.hostmesh.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hostmesh.local.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What provisioning can do: servers asked for at once, decisions of groups, and what it costs to have many servers idle. */
final class ProvisioningBenchmark {

    private static final int SERVERS_OF_AN_ACCOUNT = 100;
    private static final int IDLE_OF_ONE = 10;
    private static final int SETTLING_SECONDS = 90;
    private static final int IDLE_SECONDS = 40;
    private static final int PACED_PER_SECOND = 50;

    /** Only after about as many decisions the virtual machine compiles no more of what they need. */
    private static final int ROUNDS_TO_WARM_UP = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String DECISIONS = "hostmesh_groups_decisions_seconds";

    /** How many of those that were asked last say that all may be through. */
    private static final int LAST = 200;

    private final ProvisioningAlone alone;
    private final Connection database;
    private final int accounts;
    private final ObjectNode result;
    private final Progress out;

    private ProvisioningBenchmark(
            ProvisioningAlone alone, Connection database, int accounts, ObjectNode result, Progress out) {
        this.alone = alone;
        this.database = database;
        this.accounts = accounts;
        this.result = result;
        this.out = out;
    }

    static void run(Path root, int servers, Progress out) {
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("benchmark", "provisioning");
        result.put("durability", ProvisioningAlone.DURABILITY.name().toLowerCase(Locale.ROOT));
        try (ProvisioningAlone alone = ProvisioningAlone.start(root, root.resolve("benchmarks/target/provisioning"));
                Connection database = alone.database()) {
            int accounts = Math.max(1, servers / SERVERS_OF_AN_ACCOUNT);
            ProvisioningBenchmark benchmark = new ProvisioningBenchmark(alone, database, accounts, result, out);
            benchmark.physicalLimits();
            alone.startService(settings(0));
            benchmark.serversAtOnce(servers);
            benchmark.decisions(servers / 2);
            alone.stopService();
            benchmark.idle(servers * IDLE_OF_ONE);
        } catch (SQLException e) {
            throw new IllegalStateException("the benchmark's database failed: " + e.getMessage(), e);
        }
        addPeers(result);
        out.say("RESULT " + result);
    }

    private static Map<String, String> settings(int stock) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "hostmesh.locations.local.driver", "simulated",
                "hostmesh.locations.local.simulated.seed", "1",
                "hostmesh.locations.local.simulated.create-milliseconds", "20 50 500",
                "hostmesh.locations.local.simulated.boot-milliseconds", "50 100 1000",
                "hostmesh.locations.local.simulated.stock", Integer.toString(stock),
                "hostmesh.reconciler.concurrency", "96"));
        // More than an account may have without being asked about is not what is measured here.
        settings.put("hostmesh.quotas.servers", "100000");
        settings.put("hostmesh.quotas.groups", "100000");
        settings.put("quarkus.log.level", "WARN");
        return settings;
    }

    private void physicalLimits() throws SQLException {
        PlainCommits commits = new PlainCommits(alone::database);
        PlainCommits.Measured one = commits.measure(1, Duration.ofSeconds(3));
        PlainCommits.Measured sixteen = commits.measure(16, Duration.ofSeconds(3));
        result.putObject("physical")
                .put("commits_per_s_1_connection", Math.round(one.perSecond()))
                .put("commit_p50_ms", one.millis().at(50))
                .put("commit_p99_ms", one.millis().at(99))
                .put("commits_per_s_16_connections", Math.round(sixteen.perSecond()))
                .put("processors", Runtime.getRuntime().availableProcessors());
        out.say(String.format(
                Locale.ROOT,
                "plain inserts: %.0f commits/s on one connection (p99 %.1f ms), %.0f on 16",
                one.perSecond(),
                one.millis().at(99),
                sixteen.perSecond()));
    }

    /** Nine of ten as members of groups, the others directly. */
    private void serversAtOnce(int servers) throws SQLException {
        int perAccount = servers / accounts;
        int direct = Math.max(1, perAccount / 10);
        int members = perAccount - direct;
        ProvisioningCustomers customers = new ProvisioningCustomers(alone);
        double serviceBefore = alone.serviceCpuSeconds();
        double postgresBefore = alone.postgresCpuSeconds();
        long begin = System.nanoTime();
        for (int account = 0; account < accounts; account++) {
            customers.askForGroup(ProvisioningCustomers.account(account), "large", members, members);
        }
        for (int number = 0; number < direct; number++) {
            for (int account = 0; account < accounts; account++) {
                customers.askForServer(ProvisioningCustomers.account(account), "single-" + number);
            }
        }
        customers.answers();
        double askedFor = seconds(begin);
        int wanted = perAccount * accounts;
        await("running servers", wanted, "select count(*) from servers where state = 'running'");
        double took = seconds(begin);
        result.put("servers", wanted);
        result.put("servers_asked_for_seconds", rounded(askedFor));
        result.put("servers_running_seconds", rounded(took));
        result.put("servers_running_per_s", rounded(wanted / took));
        ObjectNode cpu = result.putObject("cpu_seconds_while_making");
        cpu.put("service", rounded(alone.serviceCpuSeconds() - serviceBefore));
        cpu.put("postgres", rounded(alone.postgresCpuSeconds() - postgresBefore));
        out.say(String.format(
                Locale.ROOT, "%d servers asked for in %.1f s, running after %.1f s", wanted, askedFor, took));
    }

    private void decisions(int groups) throws SQLException {
        ProvisioningCustomers customers = new ProvisioningCustomers(alone);
        int paced = groups / 5;
        int measured = paced + groups;
        int all = measured + ROUNDS_TO_WARM_UP * groups;
        for (int number = 0; number < all; number++) {
            customers.askForGroup(ProvisioningCustomers.account(number % accounts), "small-" + number, 1, 2);
        }
        List<LoadAlerts.Group> asked = new ArrayList<>();
        for (String id : customers.answers()) {
            asked.add(new LoadAlerts.Group(id, ProvisioningCustomers.account(asked.size() % accounts)));
        }
        String running = "select count(*) from server_groups g where g.maximum = 2 and exists"
                + " (select 1 from servers s where s.group_id = g.id and s.state = 'running')";
        await("groups with a running member", asked.size(), running);
        out.say(asked.size() + " groups of one server stand");
        try (LoadAlerts alerts = new LoadAlerts(alone.bootstrapServers())) {
            for (int first = measured; first < all; first += groups) {
                warmUp(alerts, asked.subList(first, first + groups));
            }
            pacedDecisions(alerts, asked.subList(0, paced));
            settle();
            decisionsAtOnce(alerts, asked.subList(paced, measured));
        }
    }

    /** A virtual machine compiles for long what it runs often, and a service runs for months: these decisions do not count. */
    private void warmUp(LoadAlerts alerts, List<LoadAlerts.Group> groups) throws SQLException {
        Histogram before = decisionsSoFar();
        double used = alone.serviceCpuSeconds();
        int grown = grown();
        alerts.overload(groups);
        await("groups that have grown", grown + groups.size(), GROWN);
        Histogram all = decisionsSoFar().since(before);
        settle();
        result.withArray("warming_up_decision_p99_ms").add(rounded(all.at(99) * 1000));
        out.say(String.format(
                Locale.ROOT,
                "%d decisions to warm up: p50 %.1f ms, p99 %.1f ms, with their servers %.1f ms of processor time each",
                groups.size(),
                all.at(50) * 1000,
                all.at(99) * 1000,
                (alone.serviceCpuSeconds() - used) * 1000 / groups.size()));
    }

    /** Waits until the servers that were decided on run: what is measured next begins with nothing else to do. */
    private void settle() throws SQLException {
        await(
                "running servers",
                count("select count(*) from servers"),
                "select count(*) from servers where state = 'running'");
    }

    /** One after the other, at a rate that leaves time between them. */
    private void pacedDecisions(LoadAlerts alerts, List<LoadAlerts.Group> groups) throws SQLException {
        Histogram before = decisionsSoFar();
        int grown = grown();
        long begin = System.nanoTime();
        for (int number = 0; number < groups.size(); number++) {
            long due = begin + TimeUnit.SECONDS.toNanos(number) / PACED_PER_SECOND;
            LockSupport.parkNanos(due - System.nanoTime());
            alerts.overload(groups.get(number));
        }
        await("groups that have grown", grown + groups.size(), GROWN);
        Histogram paced = decisionsSoFar().since(before);
        result.put("paced_decisions", Math.round(paced.count()));
        result.put("paced_decisions_per_s", PACED_PER_SECOND);
        result.put("paced_decision_p50_ms", rounded(paced.at(50) * 1000));
        result.put("paced_decision_p99_ms", rounded(paced.at(99) * 1000));
        out.say(String.format(
                Locale.ROOT,
                "%d decisions a second: p50 %.1f ms, p99 %.1f ms",
                PACED_PER_SECOND,
                paced.at(50) * 1000,
                paced.at(99) * 1000));
    }

    private void decisionsAtOnce(LoadAlerts alerts, List<LoadAlerts.Group> groups) throws SQLException {
        Histogram before = decisionsSoFar();
        int grown = grown();
        long begin = System.nanoTime();
        alerts.overload(groups);
        awaitGrown(grown, groups);
        double took = seconds(begin);
        Histogram all = decisionsSoFar().since(before);
        result.put("decisions", Math.round(all.count()));
        result.put("decisions_per_s", rounded(groups.size() / took));
        result.put("decision_p50_ms", rounded(all.at(50) * 1000));
        result.put("decision_p99_ms", rounded(all.at(99) * 1000));
        out.say(String.format(
                Locale.ROOT,
                "%d decisions in %.1f s: p50 %.1f ms, p99 %.1f ms",
                groups.size(),
                took,
                all.at(50) * 1000,
                all.at(99) * 1000));
    }

    private static final String GROWN = "select count(*) from server_groups where maximum = 2 and desired = 2";

    /** Counting all groups takes long enough to be in the way of decisions, so first the last ones are looked at alone. */
    private void awaitGrown(int before, List<LoadAlerts.Group> groups) throws SQLException {
        List<LoadAlerts.Group> last = groups.subList(Math.max(0, groups.size() - LAST), groups.size());
        String ids = last.stream().map(group -> "'" + group.id() + "'").collect(Collectors.joining(","));
        await("of the last groups have grown", last.size(), GROWN + " and id in (" + ids + ")");
        await("groups that have grown", before + groups.size(), GROWN);
    }

    private int grown() throws SQLException {
        return count(GROWN);
    }

    private Histogram decisionsSoFar() {
        return Histogram.read(alone.metrics(), DECISIONS);
    }

    /** The servers are put into the database and their machines into the simulation, as if they had run for long. */
    private void idle(int servers) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("truncate servers, server_use, server_groups, activities, outbox");
            statement.execute("insert into servers (id, account_id, name, plan_id, image_id, location_id, replaces,"
                    + " created_at, state, since, address, answered_at, correlation_id, attempts, version)"
                    + " select 'srv_stock' || lpad(n::text, 7, '0'), 'acc_bench' || lpad((n % " + accounts
                    + ")::text, 4, '0'), 'idle-' || n, 'nano', 'workload-1', 'local', '', now(), 'running', now(),"
                    + " 'srv_stock' || lpad(n::text, 7, '0') || '.simulated:80', now(), 'req_bench', 0, 1"
                    + " from generate_series(1, " + servers + ") n");
            statement.execute("vacuum analyze servers");
        }
        alone.startService(settings(servers));
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLING_SECONDS)); // Starting is no part of being idle.
        double service = alone.serviceCpuSeconds();
        double postgres = alone.postgresCpuSeconds();
        long begin = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
        double took = seconds(begin);
        service = (alone.serviceCpuSeconds() - service) / took * 100;
        postgres = (alone.postgresCpuSeconds() - postgres) / took * 100;
        int running = count("select count(*) from servers where state = 'running'");
        if (running != servers) {
            throw new IllegalStateException("expected " + servers + " servers to be left alone, got " + running);
        }
        result.put("idle_servers", running);
        result.put("idle_reconcile_core_percent", rounded(service + postgres));
        result.putObject("idle_core_percent").put("service", rounded(service)).put("postgres", rounded(postgres));
        out.say(String.format(
                Locale.ROOT,
                "%d idle servers: %.2f %% of a core for the service, %.2f %% for PostgreSQL",
                running,
                service,
                postgres));
    }

    private void await(String what, int wanted, String query) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int seen = 0;
        while (System.nanoTime() < deadline) {
            seen = count(query);
            if (seen >= wanted) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IllegalStateException(
                "expected " + wanted + " " + what + " within " + PATIENCE.toSeconds() + " s, got " + seen);
    }

    private int count(String query) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet counted = statement.executeQuery(query)) {
            counted.next();
            return counted.getInt(1);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static void addPeers(ObjectNode result) {
        ObjectNode peers = result.putObject("peers");
        peers.putObject("ec2_run_instances")
                .put("servers_running_per_s", 2)
                .put("source", "published: resource tokens of RunInstances, 1,000 at once and then 2 a second");
        peers.putObject("kubernetes")
                .put("started_p99_ms", 5000)
                .put("source", "published: SLO of pod startup, without images to pull");
        peers.putObject("kubernetes_hpa")
                .put("decision_p50_ms", 27_500)
                .put("decision_max_ms", 55_000)
                .put("source", "published: kubernetes/kubernetes#110317, evaluates every 15 s");
        peers.putObject("keda").put("decision_p50_ms", 30_000).put("source", "published: polls every 30 s");
        peers.putObject("cloudstack").put("decision_p50_ms", 30_000).put("source", "published: polls every 30 s");
    }
}
