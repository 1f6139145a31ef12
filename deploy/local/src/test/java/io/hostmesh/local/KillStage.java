package io.hostmesh.local;

import io.hostmesh.local.client.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** A PostgreSQL and a Kafka without services, and what there is to see in them and on the machine. */
final class KillStage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestMesh mesh;
    private final Connection database;
    private final ServerEvents events;

    private KillStage(TestMesh mesh) throws SQLException {
        this.mesh = mesh;
        this.database = connect(mesh.mesh());
        this.events = new ServerEvents(mesh.mesh().settings().bootstrapServers());
    }

    static KillStage start(int portsFrom) throws Exception {
        TestMesh mesh = TestMesh.prepare(portsFrom);
        try {
            Path home = mesh.mesh().settings().home();
            for (String folder : List.of("run", "logs")) {
                PrivateFolder.makeOrClose(home.resolve(folder));
            }
            Starter starter =
                    new Starter(mesh.mesh().settings(), mesh.mesh().secrets(), System.out::println, record -> {
                        try {
                            record.write(home.resolve("run").resolve(record.name() + ".pid"));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            starter.start(Component.POSTGRES);
            starter.start(Component.KAFKA);
            return new KillStage(mesh);
        } catch (RuntimeException | IOException | SQLException e) {
            mesh.close();
            throw e;
        }
    }

    private static Connection connect(Mesh mesh) throws SQLException {
        String name = "hostmesh_provisioning";
        Properties properties = new Properties();
        properties.setProperty("user", name);
        properties.setProperty("password", mesh.secrets().databasePassword("provisioning"));
        return DriverManager.getConnection(
                "jdbc:postgresql://" + mesh.settings().postgresAddress() + "/" + name, properties);
    }

    Mesh mesh() {
        return mesh.mesh();
    }

    ServerEvents events() {
        return events;
    }

    /** From here on nothing that is asked for and nothing that comes of it can be committed. */
    void keepFromCommitting() throws SQLException {
        database.setAutoCommit(false);
        try (Statement statement = database.createStatement()) {
            statement.execute("lock table actions in exclusive mode");
        }
    }

    /** Waits until so many transactions cannot commit. */
    void awaitKeptFromCommitting(int transactions) {
        String waiting = "from pg_locks where relation = 'actions'::regclass and not granted";
        try {
            Waiting.until(
                    transactions + " transactions that cannot commit",
                    PATIENCE,
                    () -> number("select count(*) " + waiting) == transactions);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "expected " + transactions + " to wait, got: "
                            + text("select string_agg(query, '; ') from pg_stat_activity where pid in (select pid "
                                    + waiting + ")"),
                    e);
        }
    }

    void letCommit() throws SQLException {
        database.rollback();
        database.setAutoCommit(true);
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    private String text(String sql) {
        try (Statement statement = database.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return String.valueOf(found.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException("expected an answer to " + sql, e);
        }
    }

    @Override
    public void close() throws SQLException {
        events.close();
        database.close();
        mesh.close();
    }
}
