package io.hostmesh.provisioning.haproxy;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.haproxy.SeenServer.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Balancers in an HAProxy, whose configuration has a proxy for each port that groups may have. What it cannot be told at run time
 * is a proxy's owner, so that a server that takes no part in anything says it with its name: {@code group.<id>}.
 */
final class HaproxyBalancer implements Balancer {

    static final String NAME = "haproxy";

    private static final String OWNER = "group.";
    private static final String GONE = "No such server";
    private static final Pattern NUMBERS = Pattern.compile("([0-9.]+|\\[[0-9a-fA-F:.]+]):[0-9]+");
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    private final RuntimeApi api;
    private final Naming naming;
    private final String whenAdded;
    private final Duration dropLimit;

    /**
     * What things are called.
     *
     * @param host where customers reach it
     * @param prefix of the proxies, before the port
     */
    record Naming(String host, String prefix) {

        String proxy(int port) {
            return prefix + port;
        }

        /** The port of a proxy of ours, or 0 for one that only looks like it. */
        int port(String proxy) {
            String rest = proxy.substring(prefix.length());
            return rest.matches("[0-9]{1,5}") ? Integer.parseInt(rest) : 0;
        }
    }

    /**
     * @param checkPeriod how often HAProxy looks whether a member accepts
     * @param dropLimit how long the end of a member's connections is waited for
     */
    HaproxyBalancer(RuntimeApi api, Naming naming, Duration checkPeriod, Duration dropLimit) {
        this.api = api;
        this.naming = naming;
        this.whenAdded = " check inter " + checkPeriod.toMillis()
                + "ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down";
        this.dropLimit = dropLimit;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address(String groupId, String host, int port) {
        return naming.host() + ":" + port;
    }

    @Override
    public BalancerStatus apply(BalancerSpec spec) {
        spec.backends().forEach(HaproxyBalancer::requireNumbers);
        String proxy = naming.proxy(spec.port());
        List<SeenServer> seen = seen();
        String tag = OWNER + spec.groupId();
        Set<String> foreign = foreign(seen, proxy, tag);
        foreign.forEach(other -> clear(seen, other));
        Map<String, SeenServer> there = seen.stream()
                .filter(server -> server.proxy().equals(proxy) && !foreign.contains(proxy))
                .collect(Collectors.toMap(SeenServer::name, server -> server));
        if (!there.containsKey(tag)) {
            add(proxy, tag, "127.0.0.1:1");
        }
        Map<String, Backend> wanted =
                spec.backends().stream().collect(Collectors.toMap(Backend::serverId, backend -> backend));
        Map<String, SeenServer> dropped = there.values().stream()
                .filter(server -> !server.name().equals(tag) && !isAt(wanted.get(server.name()), server))
                .collect(Collectors.toMap(SeenServer::name, server -> server));
        try {
            for (Backend backend : spec.backends()) {
                if (!dropped.containsKey(backend.serverId())) {
                    put(proxy, backend, there.get(backend.serverId()));
                }
            }
        } finally {
            dropped.values().forEach(this::drop); // Their addresses may soon be those of another group's members.
        }
        for (Backend backend : spec.backends()) {
            if (dropped.containsKey(backend.serverId())) {
                put(proxy, backend, null); // It is at another address; a name can be had once.
            }
        }
        return observe().stream()
                .filter(status -> status.groupId().equals(spec.groupId()) && status.port() == spec.port())
                .findFirst()
                .orElseThrow(() -> new BalancerException("expected the balancer of " + spec.groupId() + " in HAProxy"));
    }

    /** HAProxy looks up no name of a server that is added: one would never get a connection. */
    private static void requireNumbers(Backend backend) {
        if (!NUMBERS.matcher(backend.address()).matches()) {
            throw new BalancerException("expected an IP address and a port of " + backend.serverId()
                    + ", since HAProxy looks up no names of servers that are added, got " + backend.address());
        }
    }

    /** Proxies that are in the way: where the group was before, and its own while another group's servers are in it. */
    private static Set<String> foreign(List<SeenServer> seen, String proxy, String tag) {
        return seen.stream()
                .filter(server -> server.name().startsWith(OWNER))
                .filter(server -> server.name().equals(tag) != server.proxy().equals(proxy))
                .map(SeenServer::proxy)
                .collect(Collectors.toSet());
    }

    private static boolean isAt(@Nullable Backend backend, SeenServer server) {
        return backend != null && backend.address().equals(server.address());
    }

    private void put(String proxy, Backend backend, @Nullable SeenServer there) {
        String server = proxy + "/" + backend.serverId();
        if (there == null) {
            add(proxy, backend.serverId(), backend.address() + whenAdded);
        }
        if (there == null || there.mode() == Mode.MAINTENANCE) {
            done("enable health " + server);
        }
        done("set server " + server + " state " + (backend.state() == BalancerSpec.State.DRAINING ? "drain" : "ready"));
    }

    @Override
    public List<BalancerStatus> observe() {
        Map<String, List<SeenServer>> byProxy =
                seen().stream().collect(Collectors.groupingBy(SeenServer::proxy, TreeMap::new, Collectors.toList()));
        List<BalancerStatus> statuses = new ArrayList<>();
        byProxy.forEach((proxy, servers) -> servers.stream()
                .filter(server -> server.name().startsWith(OWNER))
                .map(server -> status(naming.port(proxy), server.name(), servers))
                .forEach(statuses::add));
        return List.copyOf(statuses);
    }

    private BalancerStatus status(int port, String tag, List<SeenServer> servers) {
        List<BalancerStatus.Member> members = servers.stream()
                .filter(server -> server.mode() != Mode.MAINTENANCE)
                .map(server ->
                        new BalancerStatus.Member(server.name(), server.address(), state(server), server.connections()))
                .toList();
        return new BalancerStatus(tag.substring(OWNER.length()), naming.host() + ":" + port, port, members);
    }

    private static BalancerStatus.State state(SeenServer server) {
        if (server.mode() == Mode.DRAINING) {
            return BalancerStatus.State.DRAINING;
        }
        return server.up() ? BalancerStatus.State.READY : BalancerStatus.State.FAILING;
    }

    @Override
    public void remove(String groupId) {
        List<SeenServer> seen = seen();
        seen.stream()
                .filter(server -> server.name().equals(OWNER + groupId))
                .forEach(server -> clear(seen, server.proxy()));
    }

    /** Whose it is goes last, so that what is left after a crash is found again. */
    private void clear(List<SeenServer> seen, String proxy) {
        List<SeenServer> there =
                seen.stream().filter(server -> server.proxy().equals(proxy)).toList();
        there.stream().filter(server -> !server.name().startsWith(OWNER)).forEach(this::drop);
        there.stream().filter(server -> server.name().startsWith(OWNER)).forEach(this::drop);
    }

    private List<SeenServer> seen() {
        return SeenServer.read(
                        api.askForRows("show servers state"), api.askForRows("show stat -1 4 -1"), naming.prefix())
                .stream()
                .filter(server -> naming.port(server.proxy()) > 0)
                .toList();
    }

    private void add(String proxy, String name, String rest) {
        String answer = api.ask("add server " + proxy + "/" + name + " " + rest);
        if (answer.startsWith("No such backend")) {
            throw new BalancerException("expected a proxy " + proxy + " in HAProxy's configuration: it has none");
        }
        if (!answer.startsWith("New server registered")) {
            throw refused("add server " + proxy + "/" + name, answer);
        }
    }

    private void done(String command) {
        String answer = api.ask(command);
        if (!answer.isEmpty()) {
            throw refused(command, answer);
        }
    }

    private void doneIfThere(String command) {
        String answer = api.ask(command);
        if (!answer.isEmpty() && !answer.startsWith(GONE)) {
            throw refused(command, answer);
        }
    }

    /** With the first line of the answer: what follows it are pages of help, if anything. */
    private static BalancerException refused(String command, String answer) {
        return new BalancerException("HAProxy refused '" + command + "': "
                + answer.lines().findFirst().orElse("it said nothing"));
    }

    /** Ends its connections, which HAProxy does soon, and deletes it then. */
    private void drop(SeenServer server) {
        String name = server.proxy() + "/" + server.name();
        String delete = "del server " + name;
        doneIfThere("set server " + name + " state maint");
        long end = System.nanoTime() + dropLimit.toNanos();
        String answer;
        do {
            doneIfThere("shutdown sessions server " + name);
            answer = api.ask(delete);
            if (answer.startsWith("Server deleted") || answer.startsWith(GONE)) {
                return;
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        } while (answer.contains("connections")
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted());
        throw refused(delete, answer);
    }

    @Override
    public void close() {
        // Every call has a connection of its own, and HAProxy goes on.
    }
}
