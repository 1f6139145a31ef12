package io.hostmesh.monitoring.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What migrations make of samples that were there before there were roll-ups, in a schema of its own. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class EarlierSamplesTest {

    private static final String BEFORE = "14";
    private static final String MARKING = "15";

    private final String schema = new Ids().next("schema");

    @Test
    void shouldMarkTheMinutesOfSamplesThatWereThereBefore() throws SQLException {
        migrate(BEFORE);
        run("""
            insert into sample (server_id, metric, at, value, accepted_at) values
              ('srv_1', 'jobs', '2026-11-01T10:00:00Z', 1, now()),
              ('srv_1', 'jobs', '2026-11-01T10:00:59.999999Z', 2, now()),
              ('srv_2', 'jobs', '2026-11-01T10:00:30Z', 3, now()),
              ('srv_2', 'jobs', '2026-11-01T10:02:00Z', 4, now()),
              ('srv_1', 'jobs', now(), 5, now())
            """);
        run("insert into rollup_due (level, at, version, owner) values (1, '2026-11-01T10:02:00Z', 7, 'one')");
        migrate(MARKING);
        assertEquals(List.of("1 2026-11-01 10:00 1 -", "1 2026-11-01 10:02 7 one"), rows("""
                    select concat_ws(' ', level, to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), version, coalesce(owner, '-'))
                    from rollup_due where at < '2026-11-02T00:00:00Z' order by at
                    """));
        assertEquals(List.of("t"), rows("""
                    select max(at) = (select date_trunc('minute', max(at)) from sample) and count(*) = 3 from rollup_due
                    """));
        migrate("latest");
        assertEquals(List.of("3"), rows("select count(*) from rollup_due"));
        assertEquals(List.of("5"), rows("select count(*) from sample"));
        run("drop schema " + schema + " cascade");
    }

    private void migrate(String version) {
        Flyway.configure()
                .dataSource(setting("jdbc.url"), setting("username"), setting("password"))
                .schemas(schema)
                .createSchemas(true)
                .target(version)
                .load()
                .migrate();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = inSchema();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = inSchema();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    /** Not one of the pool: whoever has it next would find itself in this schema. */
    private Connection inSchema() throws SQLException {
        Connection connection =
                DriverManager.getConnection(setting("jdbc.url"), setting("username"), setting("password"));
        connection.setSchema(schema);
        return connection;
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue("quarkus.datasource." + name, String.class);
    }
}
