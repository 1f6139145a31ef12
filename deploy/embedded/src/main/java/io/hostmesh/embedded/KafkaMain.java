package io.hostmesh.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * The program of {@link EmbeddedKafka}'s process: one broker that is its own controller. Kafka's internal classes are
 * used here and nowhere else.
 *
 * <p>Arguments: the broker's properties file, and the file to write when it is ready.
 */
public final class KafkaMain {

    private KafkaMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected a properties file and a ready file");
        }
        logWarningsToTheConsole();
        Path settingsFile = Path.of(arguments[0]);
        Path readyFile = Path.of(arguments[1]);
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(settingsFile)) {
            settings.load(reader);
        }
        formatIfNew(settingsFile, Path.of(settings.getProperty("log.dirs")));

        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
        server.startup();
        KafkaTopics.createMissing(settings.getProperty("bootstrap.servers"));
        Files.writeString(readyFile, Long.toString(ProcessHandle.current().pid()));
        server.awaitShutdown();
    }

    private static void formatIfNew(Path settingsFile, Path data) throws IOException {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", settingsFile.toString()};
        PrintStream output = System.out;
        int status = StorageTool.execute(format, output);
        if (status != 0) {
            throw new IOException("Kafka cannot format its data folder " + data + " (status " + status + ")");
        }
    }

    private static void logWarningsToTheConsole() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s [%3$s] %5$s%6$s%n");
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new SimpleFormatter());
        root.addHandler(console);
        root.setLevel(Level.WARNING);
    }
}
