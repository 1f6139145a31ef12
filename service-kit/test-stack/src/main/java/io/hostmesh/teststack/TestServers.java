package io.hostmesh.teststack;

import io.hostmesh.embedded.EmbeddedKafka;
import io.hostmesh.embedded.EmbeddedPostgres;
import io.hostmesh.embedded.ProcessRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The PostgreSQL and the Kafka of the running stack, for tests that take them away. */
public final class TestServers {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POSTGRES = "postgres";
    private static final String KAFKA = "kafka";
    private static final String CONTROLLER = "controller";

    private TestServers() {}

    /** The address of Kafka, as host:port. */
    public static String kafkaAddress() {
        return "127.0.0.1:" + TestFolder.port(KAFKA);
    }

    /** The address of PostgreSQL, as host:port. */
    public static String postgresAddress() {
        return "127.0.0.1:" + TestFolder.port(POSTGRES);
    }

    /** Ends Kafka with SIGKILL. */
    public static void killKafka() {
        kill(KAFKA);
    }

    /** Starts Kafka again on its data, if it was killed; returns when it answers. */
    public static void restartKafka() {
        if (!isRunning(KAFKA)) {
            startKafka().awaitReady(PATIENCE);
        }
    }

    /** Stops Kafka where it is: it keeps its connections, takes new ones, and answers nothing. */
    public static void freezeKafka() {
        Standstill.begin(kafkaProcess());
    }

    /** Lets a frozen Kafka go on. */
    public static void thawKafka() {
        Standstill.end(kafkaProcess());
    }

    private static long kafkaProcess() {
        return ProcessRecord.read(TestFolder.process(KAFKA)).orElseThrow().pid();
    }

    /** Ends PostgreSQL with SIGKILL. */
    public static void killPostgres() {
        kill(POSTGRES);
    }

    /** Starts PostgreSQL again on its data, if it was killed; returns when it answers. */
    public static void restartPostgres() {
        if (!isRunning(POSTGRES)) {
            startPostgres().awaitReady(PATIENCE);
        }
    }

    static EmbeddedKafka startKafka() {
        EmbeddedKafka kafka = EmbeddedKafka.start(
                EmbeddedKafka.Config.forTests(TestFolder.kafka(), TestFolder.port(KAFKA), TestFolder.port(CONTROLLER)));
        write(kafka.record());
        return kafka;
    }

    static EmbeddedPostgres startPostgres() {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedPostgres.Config.forTests(
                TestFolder.postgres(), TestFolder.programs(), TestFolder.port(POSTGRES)));
        write(postgres.record());
        return postgres;
    }

    static void killAll() {
        kill(KAFKA);
        kill(POSTGRES);
    }

    private static boolean isRunning(String name) {
        return ProcessRecord.read(TestFolder.process(name)).stream().anyMatch(ProcessRecord::isRunning);
    }

    private static void kill(String name) {
        ProcessRecord.read(TestFolder.process(name)).ifPresent(ProcessRecord::kill);
    }

    private static void write(ProcessRecord started) {
        try {
            started.write(TestFolder.process(started.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
