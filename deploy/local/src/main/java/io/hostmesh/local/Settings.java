package io.hostmesh.local;

import io.hostmesh.embedded.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the mesh of one machine lives.
 *
 * @param root the project's folder, with the built services in it
 * @param home data, logs, secrets, process records and servers
 * @param firstPort the gateway's port; seven more follow it, and the balancers of groups are from the tenth after it on
 * @param kafka bootstrap servers of a cluster to use instead of the embedded Kafka
 * @param postgres host:port of a server to use instead of the embedded PostgreSQL
 * @param postgresPassword of the services' roles on that server
 * @param durability what an acknowledged write to the embedded PostgreSQL and Kafka survives
 * @param extraOptions more options for the services' virtual machines
 */
public record Settings(
        Path root,
        Path home,
        int firstPort,
        Optional<String> kafka,
        Optional<String> postgres,
        String postgresPassword,
        Durability durability,
        String extraOptions) {

    private static final int DEFAULT_PORT = 7400;
    static final int PORTS = 8;
    private static final int FIRST_BALANCER = 10;
    private static final int LAST_BALANCER = 99;

    /** The settings in the environment; see the project's README for the variables. */
    static Settings of(Map<String, String> environment) {
        Path root = Path.of(environment.getOrDefault("HOSTMESH_ROOT", "."))
                .toAbsolutePath()
                .normalize();
        String home = environment.getOrDefault(
                "HOSTMESH_HOME", root.resolve(".hostmesh").toString());
        return new Settings(
                root,
                Path.of(home).toAbsolutePath().normalize(),
                port(environment.getOrDefault("HOSTMESH_PORT", Integer.toString(DEFAULT_PORT))),
                Optional.ofNullable(environment.get("HOSTMESH_KAFKA")).filter(text -> !text.isBlank()),
                Optional.ofNullable(environment.get("HOSTMESH_POSTGRES")).filter(text -> !text.isBlank()),
                environment.getOrDefault("HOSTMESH_POSTGRES_PASSWORD", ""),
                durability(environment.getOrDefault("HOSTMESH_DURABILITY", "process")),
                environment.getOrDefault("HOSTMESH_JAVA_OPTIONS", ""));
    }

    /** A mesh of its own in that folder, on that port and the seven after it. */
    public static Settings at(Path root, Path home, int firstPort) {
        return new Settings(
                root.toAbsolutePath().normalize(),
                home.toAbsolutePath().normalize(),
                firstPort,
                Optional.empty(),
                Optional.empty(),
                "",
                Durability.PROCESS,
                "");
    }

    private static Durability durability(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "process" -> Durability.PROCESS;
            case "machine" -> Durability.MACHINE;
            default ->
                throw new LauncherException(
                        "HOSTMESH_DURABILITY is '" + text + "', but it is \"process\" (writes survive"
                                + " the death of any process) or \"machine\" (every write waits for the disk)");
        };
    }

    public int port(Component component) {
        return firstPort + component.portOffset();
    }

    /** The gateway's address. */
    public URI gateway() {
        return address(Component.GATEWAY);
    }

    URI address(Component component) {
        return URI.create("http://127.0.0.1:" + port(component));
    }

    public String bootstrapServers() {
        return kafka.orElse("127.0.0.1:" + port(Component.KAFKA));
    }

    String postgresAddress() {
        return postgres.orElse("127.0.0.1:" + port(Component.POSTGRES));
    }

    int controllerPort() {
        return firstPort + PORTS - 1;
    }

    /** Whether this mesh runs that component itself. */
    boolean runs(Component component) {
        return switch (component) {
            case POSTGRES -> postgres.isEmpty();
            case KAFKA -> kafka.isEmpty();
            case PROVISIONING, MONITORING, BILLING, TICKET, GATEWAY -> true;
        };
    }

    /** The folder of the process driver's servers. */
    Path servers() {
        return home.resolve("servers");
    }

    /** The folder of the process that carries the connections of groups. */
    Path balancer() {
        return home.resolve("balancer");
    }

    /** Ports for the one address of a group each, as in {@code 7410-7499}. */
    String balancerPorts() {
        return (firstPort + FIRST_BALANCER) + "-" + (firstPort + LAST_BALANCER);
    }

    public Path log(Component component) {
        return home.resolve("logs").resolve(component.lowerName() + ".log");
    }

    Path record(Component component) {
        return home.resolve("run").resolve(component.lowerName() + ".pid");
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}")
                || Integer.parseInt(text) < 1024
                || Integer.parseInt(text) > 65535 - LAST_BALANCER) {
            throw new LauncherException("HOSTMESH_PORT is '" + text + "': expected a number from 1024 to "
                    + (65535 - LAST_BALANCER) + ", the first of " + PORTS + " ports");
        }
        return Integer.parseInt(text);
    }
}
