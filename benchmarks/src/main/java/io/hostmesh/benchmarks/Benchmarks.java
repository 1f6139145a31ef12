package io.hostmesh.benchmarks;

import io.hostmesh.local.LauncherException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program behind {@code ./hostmesh bench NAME}. */
public final class Benchmarks {

    /** Kept, because the log manager forgets the level of a logger that nobody holds. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private Benchmarks() {}

    public static void main(String[] arguments) {
        PrintStream terminal = System.out;
        KAFKA.setLevel(Level.WARNING);
        Path root = Path.of(System.getenv().getOrDefault("HOSTMESH_ROOT", "."));
        String name = arguments.length == 0 ? "" : arguments[0];
        int status = 0;
        try {
            switch (name) {
                case "loop" -> LoopBenchmark.run(root, rounds(arguments, 200), terminal::println);
                case "anomaly" -> AnomalyBenchmark.run(root, terminal::println);
                case "provisioning" -> ProvisioningBenchmark.run(root, rounds(arguments, 10_000), terminal::println);
                case "ingest" ->
                    IngestBenchmark.run(
                            root, rounds(arguments, 2), part(arguments), between(arguments), terminal::println);
                default -> throw new IllegalArgumentException("expected the name of a benchmark, got '" + name + "'");
            }
        } catch (LauncherException | IllegalArgumentException | IllegalStateException failed) {
            System.err.println("hostmesh bench: " + failed.getMessage());
            status = 1;
        }
        terminal.flush();
        System.exit(status);
    }

    private static IngestBenchmark.Part part(String[] arguments) {
        if (arguments.length < 3) {
            return IngestBenchmark.Part.ALL;
        }
        return Arrays.stream(IngestBenchmark.Part.values())
                .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(arguments[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected all, samples, alerts or owner, got '" + arguments[2] + "'"));
    }

    /** Seconds between two samples of a series; alerts and takeovers are about samples that are new. */
    private static Duration between(String[] arguments) {
        if (arguments.length < 4) {
            return ScrapeTimes.CLOSE;
        }
        if (part(arguments) != IngestBenchmark.Part.SAMPLES || !arguments[3].matches("[1-9]|1[0-5]")) {
            throw new IllegalArgumentException("expected samples and 1 to 15 seconds between two of a series, got '"
                    + arguments[2] + " " + arguments[3] + "'");
        }
        return Duration.ofSeconds(Integer.parseInt(arguments[3]));
    }

    private static int rounds(String[] arguments, int otherwise) {
        if (arguments.length < 2) {
            return otherwise;
        }
        if (!arguments[1].matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("expected a number of rounds, got '" + arguments[1] + "'");
        }
        return Integer.parseInt(arguments[1]);
    }
}
