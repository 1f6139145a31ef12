package io.hostmesh.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL, run as one child process of this one. It listens on loopback only, asks everyone for a password,
 * and keeps its data in a folder of its own between runs.
 *
 * <pre>{@code
 * try (EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedPostgres.Config.forTests(folder, port))) {
 *     postgres.awaitReady(Duration.ofSeconds(30));
 *     postgres.createDatabases(Map.of("billing", "secret")); // database and role hostmesh_billing
 * }
 * }</pre>
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final String ADMIN = "postgres";
    private static final Duration STALE_PROCESSES_END_WITHIN = Duration.ofSeconds(10);

    /**
     * What to start.
     *
     * @param home the folder that gets {@code data}
     * @param log the file that its output is added to
     * @param cache where the programs are unpacked once; may be shared by many
     * @param port on 127.0.0.1
     * @param adminPassword of the role {@code postgres}; it takes effect when the data folder is new
     * @param durability what a commit survives
     * @param detached whether it goes on when this process or its terminal ends
     */
    public record Config(
            Path home, Path log, Path cache, int port, String adminPassword, Durability durability, boolean detached) {

        /** Going on without its parent. */
        public static Config detached(Path home, Path cache, int port, String adminPassword, Durability durability) {
            return new Config(home, home.resolve("postgres.log"), cache, port, adminPassword, durability, true);
        }

        /** As fast as it can be, and not safe against a power cut. */
        public static Config forTests(Path home, Path cache, int port) {
            return new Config(home, home.resolve("postgres.log"), cache, port, "tests", Durability.NONE, false);
        }

        Path data() {
            return home.resolve("data");
        }

        /** The same with its output in that file. */
        public Config withLog(Path file) {
            return new Config(home, file, cache, port, adminPassword, durability, detached);
        }
    }

    private final Config config;
    private final Path programs;
    private Process process;

    private EmbeddedPostgres(Config config, Path programs, Process process) {
        this.config = config;
        this.programs = programs;
        this.process = process;
    }

    /**
     * Unpacks, initializes the data folder if it is new, and starts; does not wait until it answers.
     *
     * @throws StartupException if it cannot be started, with the reason
     */
    public static EmbeddedPostgres start(Config config) {
        Path programs = PostgresBinaries.unpackedIn(config.cache());
        try {
            Files.createDirectories(config.home());
            if (!Files.exists(config.data().resolve("PG_VERSION"))) {
                initialize(config, programs);
            }
            removeStalePidFile(config);
            return new EmbeddedPostgres(config, programs, launch(config, programs));
        } catch (IOException e) {
            throw new StartupException("cannot start PostgreSQL in " + config.home() + ": " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** What a later process needs to find and end exactly this one. */
    public ProcessRecord record() {
        return ProcessRecord.of("postgres", process.toHandle());
    }

    /**
     * Waits until connections are answered.
     *
     * @throws StartupException if it ends before, or does not answer in time
     */
    public void awaitReady(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long retryUntil = System.nanoTime() + STALE_PROCESSES_END_WITHIN.toNanos();
        try {
            while (!answers()) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    if (!isHeldByStaleProcesses() || System.nanoTime() > retryUntil) {
                        throw new StartupException("PostgreSQL ended at start (exit status " + process.exitValue()
                                + "): " + reason(config));
                    }
                    process = launch(config, programs);
                }
                if (System.nanoTime() > deadline) {
                    throw new StartupException(
                            "PostgreSQL does not answer after " + atMost.toSeconds() + " s: " + reason(config));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while PostgreSQL was starting", e);
        } catch (IOException e) {
            throw new StartupException("cannot start PostgreSQL in " + config.home() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Creates the role and the database {@code hostmesh_<service>} of each service where they are missing, and sets the
     * role's password.
     *
     * @param passwords service name to password
     */
    public void createDatabases(Map<String, String> passwords) {
        createDatabases("127.0.0.1:" + config.port(), config.adminPassword(), passwords);
    }

    /** The same on any PostgreSQL whose role {@code postgres} may create roles and databases. */
    public static void createDatabases(String hostAndPort, String adminPassword, Map<String, String> passwords) {
        try (Connection connection = connect(hostAndPort, adminPassword);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> entry : new TreeMap<>(passwords).entrySet()) {
                String name = statement.enquoteIdentifier("hostmesh_" + entry.getKey(), true);
                String password = statement.enquoteLiteral(entry.getValue());
                String verb = exists(statement, "pg_roles where rolname", name) ? "alter" : "create";
                statement.execute(verb + " role " + name + " login password " + password);
                if (!exists(statement, "pg_database where datname", name)) {
                    statement.execute("create database " + name + " owner " + name);
                    statement.execute("revoke all on database " + name + " from public");
                }
            }
        } catch (SQLException e) {
            throw new StartupException("cannot create the services' databases: " + e.getMessage(), e);
        }
    }

    /**
     * Has everything in the data folder of an instance that does not run written to the disk.
     *
     * @param home the folder that has {@code data}
     * @param cache where the programs are unpacked
     * @throws StartupException if that does not work, with the reason
     */
    public static void flush(Path home, Path cache) {
        List<String> command = new ArrayList<>(unprivileged());
        String initdb = PostgresBinaries.unpackedIn(cache).resolve("bin/initdb").toString();
        command.addAll(List.of(initdb, "--sync-only", "-D", home.resolve("data").toString()));
        Path log = home.resolve("flush.log");
        try {
            Process flushing = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (flushing.waitFor() != 0) {
                throw new StartupException("cannot write PostgreSQL's data folder to the disk: " + reasonIn(log));
            }
        } catch (IOException e) {
            throw new StartupException("cannot write PostgreSQL's data folder to the disk: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while PostgreSQL's data folder was written to the disk", e);
        }
    }

    /** Ends it, giving clients no time to finish; what was committed stays. Returns when it is gone. */
    public void stop() {
        ProcessRecord.of("postgres", process.toHandle()).stop(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        stop();
    }

    private boolean answers() {
        try (Connection connection = connect("127.0.0.1:" + config.port(), config.adminPassword())) {
            return connection.isValid(1) && process.isAlive();
        } catch (SQLException notYet) {
            if ("28P01".equals(notYet.getSQLState())) {
                throw new StartupException("PostgreSQL refuses the password in its secrets: the data folder "
                        + config.data() + " was made with another one");
            }
            return false;
        }
    }

    private static Connection connect(String hostAndPort, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", ADMIN);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://" + hostAndPort + "/postgres", properties);
    }

    private static boolean exists(Statement statement, String where, String quotedName) throws SQLException {
        String literal = statement.enquoteLiteral(quotedName.replace("\"", ""));
        try (ResultSet found = statement.executeQuery("select 1 from " + where + " = " + literal)) {
            return found.next();
        }
    }

    private static void initialize(Config config, Path programs) throws IOException {
        Path passwordFile = Files.createTempFile(
                config.home(),
                "password",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, config.adminPassword());
            Path draft = config.home().resolve("data.new");
            Folders.delete(draft);
            List<String> command = new ArrayList<>(unprivileged());
            command.addAll(List.of(programs.resolve("bin/initdb").toString(), "-D", draft.toString(), "-U", ADMIN));
            command.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + passwordFile, "-E", "UTF8"));
            command.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
            if (config.durability() != Durability.MACHINE) {
                command.add("--no-sync");
            }
            Process initdb = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(config.home().resolve("initdb.log").toFile())
                    .start();
            if (initdb.waitFor() != 0) {
                throw new StartupException("PostgreSQL cannot initialize its data folder: "
                        + reasonIn(config.home().resolve("initdb.log")));
            }
            Files.move(draft, config.data());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while PostgreSQL was initialized", e);
        } finally {
            Files.delete(passwordFile);
        }
    }

    private static Process launch(Config config, Path programs) throws IOException {
        List<String> command = new ArrayList<>(unprivileged());
        command.addAll(List.of(
                programs.resolve("bin/postgres").toString(), "-D", config.data().toString()));
        Map<String, String> settings = new TreeMap<>(Map.of(
                "listen_addresses", "127.0.0.1",
                "port", Integer.toString(config.port()),
                "unix_socket_directories", "",
                "max_connections", "200",
                "shared_buffers", "64MB",
                "max_wal_size", "256MB",
                "log_min_duration_statement", "200ms",
                "log_timezone", "UTC",
                "timezone", "UTC"));
        if (config.durability() != Durability.MACHINE) {
            settings.put("fsync", "off");
        }
        if (config.durability() == Durability.NONE) {
            settings.putAll(Map.of("synchronous_commit", "off", "full_page_writes", "off"));
        }
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return new ProcessBuilder(config.detached() ? ProcessCommand.detached(command) : command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(config.log().toFile()))
                .start();
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody and still owns its files. */
    private static List<String> unprivileged() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (ProcessCommand.find("unshare").isEmpty()) {
            throw new StartupException("PostgreSQL does not run as root, and there is no `unshare` here to change that:"
                    + " run as another user, or set HOSTMESH_POSTGRES to a server of your own");
        }
        return List.of("unshare", "-U");
    }

    /** After a kill the file stays, and its process id may belong to anyone by now: PostgreSQL would not start. */
    private static void removeStalePidFile(Config config) throws IOException {
        Path file = config.data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        String firstLine = Files.readString(file).lines().findFirst().orElse("").strip();
        Optional<ProcessHandle> owner = firstLine.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(firstLine))
                        .filter(handle -> ProcessRecord.of("postgres", handle).isRunning())
                        .filter(handle -> handle.info().command().orElse("").endsWith("postgres"))
                : Optional.empty();
        if (owner.isPresent()) {
            throw new StartupException("a PostgreSQL with the data folder " + config.data() + " already runs (process "
                    + owner.get().pid() + ")");
        }
        Files.delete(file);
    }

    /** Children of a killed server need a moment to notice; until then the data folder is theirs. */
    private boolean isHeldByStaleProcesses() {
        return Folders.lastLines(config.log(), 5).stream()
                .anyMatch(line -> line.contains("pre-existing shared memory block") || line.contains("postmaster.pid"));
    }

    private static String reason(Config config) {
        return reasonIn(config.log());
    }

    private static String reasonIn(Path log) {
        List<String> lines = Folders.lastLines(log, 20);
        return lines.stream()
                .filter(line -> line.contains("FATAL") || line.contains("PANIC") || line.contains("rror"))
                .reduce((earlier, later) -> later)
                .or(() -> lines.stream().reduce((earlier, later) -> later))
                .orElse("nothing in its log " + log);
    }
}
