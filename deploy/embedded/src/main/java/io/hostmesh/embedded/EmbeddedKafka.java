package io.hostmesh.embedded;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A real Kafka in a process of its own: one broker that is its own controller, on loopback, with the topics of the mesh.
 * Its Scala and its libraries stay out of the process that starts it.
 *
 * <pre>{@code
 * try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.forTests(folder, port, controllerPort))) {
 *     kafka.awaitReady(Duration.ofSeconds(60));
 *     connectTo(kafka.bootstrapServers());
 * }
 * }</pre>
 */
public final class EmbeddedKafka implements AutoCloseable {

    /**
     * What to start.
     *
     * @param home the folder that gets {@code data} and {@code kafka.properties}
     * @param log the file that its output is added to
     * @param port where clients connect, on 127.0.0.1
     * @param controllerPort where the broker and the controller in it talk to each other
     * @param virtualMachineOptions more options of its virtual machine, for example of a class data archive
     * @param durability what an acknowledged record survives
     * @param detached whether it goes on when this process or its terminal ends
     */
    public record Config(
            Path home,
            Path log,
            int port,
            int controllerPort,
            List<String> virtualMachineOptions,
            Durability durability,
            boolean detached) {

        /** Going on without its parent. */
        public static Config detached(
                Path home, int port, int controllerPort, List<String> virtualMachineOptions, Durability durability) {
            return new Config(
                    home, home.resolve("kafka.log"), port, controllerPort, virtualMachineOptions, durability, true);
        }

        public static Config forTests(Path home, int port, int controllerPort) {
            return new Config(home, home.resolve("kafka.log"), port, controllerPort, List.of(), Durability.NONE, false);
        }

        /** The same with its output in that file. */
        public Config withLog(Path file) {
            return new Config(home, file, port, controllerPort, virtualMachineOptions, durability, detached);
        }

        private Path ready() {
            return home.resolve("ready");
        }
    }

    private final Config config;
    private final Process process;

    private EmbeddedKafka(Config config, Process process) {
        this.config = config;
        this.process = process;
    }

    /**
     * Starts it, and does not wait until it answers.
     *
     * @throws StartupException if the process cannot be started
     */
    public static EmbeddedKafka start(Config config) {
        try {
            Files.createDirectories(config.home());
            Files.deleteIfExists(config.ready());
            Path settings = writeSettings(config);
            List<String> command = command(config, settings);
            Process process = new ProcessBuilder(config.detached() ? ProcessCommand.detached(command) : command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(config.log().toFile()))
                    .start();
            return new EmbeddedKafka(config, process);
        } catch (IOException e) {
            throw new StartupException("cannot start Kafka in " + config.home() + ": " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + config.port();
    }

    /** What a later process needs to find and end exactly this one. */
    public ProcessRecord record() {
        return ProcessRecord.of("kafka", process.toHandle());
    }

    /**
     * Waits until it answers and every topic is there.
     *
     * @throws StartupException if it ends before, or is not ready in time
     */
    public void awaitReady(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (!Files.exists(config.ready())) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new StartupException(
                            "Kafka ended at start (exit status " + process.exitValue() + "): " + reason());
                }
                if (System.nanoTime() > deadline) {
                    throw new StartupException("Kafka is not ready after " + atMost.toSeconds() + " s: " + reason());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while Kafka was starting", e);
        }
    }

    /** Ends it in good order. Returns when it is gone. */
    public void stop() {
        record().stop(Duration.ofSeconds(15));
    }

    @Override
    public void close() {
        stop();
    }

    private String reason() {
        List<String> lines = Folders.lastLines(config.log(), 40);
        return lines.stream()
                .filter(line -> line.contains("Exception") || line.contains("ERROR") || line.contains("SEVERE"))
                .findFirst()
                .or(() -> lines.stream().reduce((earlier, later) -> later))
                .orElse("nothing in its log " + config.log());
    }

    private static List<String> command(Config config, Path settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessCommand.java(),
                "-Xms48m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompileThresholdScaling=0.1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        command.addAll(config.virtualMachineOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KafkaMain.class.getName()));
        command.addAll(List.of(settings.toString(), config.ready().toString()));
        return command;
    }

    private static Path writeSettings(Config config) throws IOException {
        String broker = "127.0.0.1:" + config.port();
        String controller = "127.0.0.1:" + config.controllerPort();
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@" + controller,
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                "advertised.listeners",
                "PLAINTEXT://" + broker,
                "inter.broker.listener.name",
                "PLAINTEXT",
                "bootstrap.servers",
                broker,
                "log.dirs",
                config.home().resolve("data").toString()));
        // One node: internal topics have no second copy, and few partitions start faster.
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "auto.create.topics.enable", "false"));
        // Small: the cleaner's default buffer alone is 128 MB.
        settings.putAll(Map.of(
                "log.cleaner.dedupe.buffer.size", "2097152",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "num.recovery.threads.per.data.dir", "2"));
        // A consumer group forms at once, and a killed broker is taken back in seconds.
        settings.putAll(Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500"));
        // A cluster's answer to a dead machine is a copy on another; one node alone has the disk.
        if (config.durability() == Durability.MACHINE) {
            settings.put("log.flush.interval.messages", "1");
        }
        Path file = config.home().resolve("kafka.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        return file;
    }
}
