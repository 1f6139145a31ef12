package io.hostmesh.local;

import io.hostmesh.embedded.ProcessCommand;
import io.hostmesh.embedded.ProcessRecord;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One Quarkus service: the command and the environment that it is started with. */
final class ServiceProcess {

    private static final int HEALTH_TIMEOUT_MILLIS = 2_000;
    /** Where an overload is noticed and acted on, what was rehearsed is to be compiled; the others' start is not to be slowed by that. */
    private static final Set<Component> EARLY_COMPILED = Set.of(Component.MONITORING, Component.PROVISIONING);

    /** Where processors are short, what notices and acts goes before what shows and counts, and that before the servers, which have 10. */
    private static final Map<Component, Integer> NICE =
            Map.of(Component.GATEWAY, 5, Component.BILLING, 5, Component.TICKET, 5);

    private static final Pattern AGENT = Pattern.compile("-(agentlib|agentpath|javaagent):");

    private final Settings settings;
    private final Secrets secrets;
    private final Component component;

    ServiceProcess(Settings settings, Secrets secrets, Component component) {
        this.settings = settings;
        this.secrets = secrets;
        this.component = component;
    }

    Process start() {
        Path jar = jar();
        if (!Files.exists(jar)) {
            throw new LauncherException(component.lowerName() + " is not built: there is no " + jar);
        }
        try {
            PrivateFolder.makeOrClose(settings.servers());
            Path temporary = PrivateFolder.makeOrClose(settings.home().resolve("tmp"));
            ProcessBuilder builder = new ProcessBuilder(
                            ProcessCommand.detachedBehind(NICE.getOrDefault(component, 0), command(jar, temporary)))
                    .directory(settings.home().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            settings.log(component).toFile()));
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("HOSTMESH_") || name.startsWith("QUARKUS_"));
            builder.environment().putAll(environment());
            return builder.start();
        } catch (IOException e) {
            throw new LauncherException("cannot start " + component.lowerName() + ": " + e.getMessage(), e);
        }
    }

    StartupCache cache() throws IOException {
        long build = Files.getLastModifiedTime(jar()).toMillis();
        return new StartupCache(settings.home().resolve("cache"), component.lowerName(), build);
    }

    /** Whether a service on that address says that it is ready. */
    static boolean isReady(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    address.resolve("/q/health/ready").toURL().openConnection();
            connection.setConnectTimeout(HEALTH_TIMEOUT_MILLIS);
            connection.setReadTimeout(HEALTH_TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path jar() {
        return settings.root().resolve(component.module()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private List<String> command(Path jar, Path temporary) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessCommand.java(),
                "-Xms32m",
                "-Xmx192m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Room from the start: a collection only for classes or code pauses a service for up to half a second.
                "-XX:MetaspaceSize=128m",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary));
        if (EARLY_COMPILED.contains(component)) {
            command.add("-XX:CompileThresholdScaling=0.1");
        }
        if (Runtime.version().feature() >= 25) {
            command.add("-XX:+UseCompactObjectHeaders");
        }
        // With an agent in it, as a debugger is, the virtual machine refuses to write an archive, and to start.
        command.addAll(AGENT.matcher(settings.extraOptions()).find() ? cache().readingOptions() : cache().options());
        if (!settings.extraOptions().isBlank()) {
            command.addAll(List.of(settings.extraOptions().strip().split("\\s+", -1)));
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(settings.port(component)),
                "HOSTMESH_PORT", Integer.toString(settings.firstPort()),
                "HOSTMESH_HOME", settings.home().toString(),
                "HOSTMESH_URL", settings.gateway().toString(),
                "HOSTMESH_KAFKA", settings.bootstrapServers(),
                "HOSTMESH_POSTGRES", settings.postgresAddress(),
                "HOSTMESH_POSTGRES_PASSWORD", databasePassword(),
                "HOSTMESH_IDENTITY_PUBLIC_KEY", secrets.publicKey("identity").toString(),
                "HOSTMESH_SERVER_TOKEN_PUBLIC_KEY",
                        secrets.publicKey("server-token").toString()));
        String otlp = System.getenv("HOSTMESH_OTLP_ENDPOINT");
        if (otlp != null) {
            environment.put("HOSTMESH_OTLP_ENDPOINT", otlp);
        }
        if (component == Component.PROVISIONING) {
            environment.put(
                    "HOSTMESH_SERVER_TOKEN_PRIVATE_KEY",
                    secrets.privateKey("server-token").toString());
            environment.put("HOSTMESH_SERVERS_DIRECTORY", settings.servers().toString());
            environment.put(
                    "HOSTMESH_WORKLOAD_JAR",
                    settings.root()
                            .resolve("deploy/workload/target/hostmesh-workload.jar")
                            .toString());
            environment.put("HOSTMESH_BALANCER_DIRECTORY", settings.balancer().toString());
            environment.put("HOSTMESH_BALANCER_PORTS", settings.balancerPorts());
            environment.put(
                    "HOSTMESH_BALANCER_JAR",
                    settings.root()
                            .resolve("deploy/balancer/target/hostmesh-balancer.jar")
                            .toString());
            Optional.ofNullable(System.getenv("HOSTMESH_BALANCER"))
                    .ifPresent(name -> environment.put("HOSTMESH_BALANCER", name));
        }
        if (component == Component.GATEWAY) {
            environment.put(
                    "HOSTMESH_IDENTITY_PRIVATE_KEY",
                    secrets.privateKey("identity").toString());
            environment.put("HOSTMESH_ADMIN_KEY_HASH", secrets.adminKeyHash());
            for (Component service : Component.services()) {
                environment.put(
                        "HOSTMESH_" + service.name() + "_URL",
                        settings.address(service).toString());
            }
            environment.remove("HOSTMESH_GATEWAY_URL");
        }
        return environment;
    }

    private String databasePassword() {
        return settings.runs(Component.POSTGRES)
                ? secrets.databasePassword(component.lowerName())
                : settings.postgresPassword();
    }

    static ProcessRecord record(Component component, Process process) {
        return ProcessRecord.of(component.lowerName(), process.toHandle());
    }
}
