package io.hostmesh.local;

import io.hostmesh.embedded.EmbeddedKafka;
import io.hostmesh.embedded.EmbeddedPostgres;
import io.hostmesh.embedded.KafkaTopics;
import io.hostmesh.embedded.ProcessRecord;
import io.hostmesh.embedded.StartupException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Starts one component at a time and waits until it is healthy. */
final class Starter {

    /** One thread for each component at most, none of which keeps the launcher alive. */
    static final Executor THREADS = Executors.newFixedThreadPool(Component.values().length, work -> {
        Thread thread = new Thread(work, "component");
        thread.setDaemon(true);
        return thread;
    });

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long MOST_LOG_BYTES = 20L * 1024 * 1024;

    private final Settings settings;
    private final Secrets secrets;
    private final Progress progress;
    private final Consumer<ProcessRecord> onStart;

    /**
     * @param onStart is told of every process as soon as it exists
     */
    Starter(Settings settings, Secrets secrets, Progress progress, Consumer<ProcessRecord> onStart) {
        this.settings = settings;
        this.secrets = secrets;
        this.progress = progress;
        this.onStart = onStart;
    }

    void start(Component component) {
        long begin = System.nanoTime();
        rotateLog(component);
        try {
            switch (component) {
                case POSTGRES -> startPostgres();
                case KAFKA -> startKafka();
                case PROVISIONING, MONITORING, BILLING, TICKET, GATEWAY -> startService(component);
            }
        } catch (StartupException e) {
            throw new LauncherException("" + e.getMessage(), e);
        }
        progress.say(String.format(
                "  %-13s ready after %6s   127.0.0.1:%d",
                component.lowerName(), Progress.seconds(Progress.since(begin)), settings.port(component)));
    }

    /** Topics on a cluster that is not ours. Roles and databases on a server that is not ours have to be there already. */
    void prepareExternals() {
        if (!settings.runs(Component.KAFKA)) {
            try {
                KafkaTopics.createMissing(settings.bootstrapServers());
            } catch (RuntimeException e) {
                String reason = LauncherException.of(e).getMessage();
                throw new LauncherException("HOSTMESH_KAFKA is '" + settings.bootstrapServers() + "': " + reason, e);
            }
        }
    }

    private void startPostgres() {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedPostgres.Config.detached(
                        settings.home().resolve("postgres"),
                        settings.home().resolve("cache"),
                        settings.port(Component.POSTGRES),
                        secrets.databasePassword("admin"),
                        settings.durability())
                .withLog(settings.log(Component.POSTGRES)));
        onStart.accept(postgres.record());
        postgres.awaitReady(PATIENCE);
        onStart.accept(postgres.record());
        Map<String, String> passwords = new TreeMap<>();
        for (Component service : Component.services()) {
            passwords.put(service.lowerName(), secrets.databasePassword(service.lowerName()));
        }
        postgres.createDatabases(passwords);
    }

    private void startKafka() {
        Path home = settings.home().resolve("kafka");
        List<String> cache = isClassPathOfJars()
                ? new StartupCache(settings.home().resolve("cache"), "kafka", newestClassPathEntry()).options()
                : List.of();
        EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.detached(
                        home, settings.port(Component.KAFKA), settings.controllerPort(), cache, settings.durability())
                .withLog(settings.log(Component.KAFKA)));
        onStart.accept(kafka.record());
        kafka.awaitReady(PATIENCE);
    }

    private void startService(Component component) {
        Process process = new ServiceProcess(settings, secrets, component).start();
        onStart.accept(ServiceProcess.record(component, process));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!(ServiceProcess.isReady(settings.address(component)) && process.isAlive())) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new LauncherException(component.lowerName() + " ended at start (exit status "
                            + process.exitValue() + ")" + lastLines(component));
                }
                if (System.nanoTime() > deadline) {
                    throw new LauncherException(component.lowerName() + " is not healthy after " + PATIENCE.toSeconds()
                            + " s" + lastLines(component));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted while " + component.lowerName() + " was starting", e);
        }
    }

    /** Waits for a service that runs already. */
    void awaitReady(Component component) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ServiceProcess.isReady(settings.address(component))) {
            boolean ended = ProcessRecord.read(settings.record(component))
                    .map(record -> record.awaitEnd(Duration.ofMillis(50)))
                    .orElse(true);
            if (ended || System.nanoTime() > deadline) {
                throw new LauncherException(component.lowerName()
                        + (ended ? " has ended" : " runs but is not healthy")
                        + lastLines(component));
            }
        }
    }

    private String lastLines(Component component) {
        Path log = settings.log(component);
        StringBuilder text = new StringBuilder("; the end of its log " + log + ":");
        for (String line : LogTail.mostTelling(log)) {
            text.append("\n    ").append(line);
        }
        return text.toString();
    }

    private void rotateLog(Component component) {
        Path log = settings.log(component);
        try {
            if (Files.exists(log) && Files.size(log) > MOST_LOG_BYTES) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new LauncherException("cannot write to " + log + ": " + e.getMessage(), e);
        }
    }

    private static long newestClassPathEntry() {
        return classPath().mapToLong(File::lastModified).max().orElse(0);
    }

    /** With folders of classes in it, the virtual machine refuses to make an archive. */
    private static boolean isClassPathOfJars() {
        return classPath().noneMatch(File::isDirectory);
    }

    private static Stream<File> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(File::new);
    }
}
