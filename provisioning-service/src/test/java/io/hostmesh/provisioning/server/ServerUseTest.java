package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.ProvisioningStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is summed of changes is at any moment what counting all servers would say. The servers here have no work and no location. */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class ServerUseTest {

    private static final String COUNTED = "select coalesce(count(*), 0), coalesce(sum(greatest(v.vcpus, t.vcpus)), 0),"
            + " coalesce(sum(greatest(v.memory_megabytes, t.memory_megabytes)), 0) from servers s"
            + " join plan_versions v on v.plan_id = s.plan_id and v.version = s.plan_version"
            + " left join plan_versions t on s.state = 'resizing' and t.plan_id = s.to_plan_id"
            + " and t.version = s.to_plan_version where s.account_id = '%s' and s.state <> 'deleted'";
    private static final String SUMMED = "select coalesce(sum(servers), 0), coalesce(sum(vcpus), 0),"
            + " coalesce(sum(memory_megabytes), 0) from server_use where account_id = '%s'";

    @Inject
    DataSource database;

    @Inject
    ServerUseFoldingHandler folding;

    @Test
    void shouldSumToWhatThereIsWhateverHappensToServers() throws SQLException {
        Random random = new Random(7);
        String account = "acc_use" + System.nanoTime();
        List<String> states = List.of("requested", "running", "resizing", "stopped", "failed", "deleting", "deleted");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (int step = 0; step < 300; step++) {
                String one = "id = '" + account + random.nextInt(step + 1) + "'";
                switch (random.nextInt(5)) {
                    case 0 -> statement.execute(insert(account, step, 1 + random.nextInt(3)));
                    case 1, 2 ->
                        statement.execute("update servers set state = '" + states.get(random.nextInt(states.size()))
                                + "', to_plan_id = 'small', to_plan_version = 1 where " + one);
                    case 3 ->
                        statement.execute("update servers set plan_id = 'medium', address = 'x', state = 'running',"
                                + " to_plan_id = null, to_plan_version = 0 where " + one);
                    default -> statement.execute("delete from servers where " + one);
                }
                assertEquals(read(statement, COUNTED, account), read(statement, SUMMED, account), "step " + step);
            }
            folding.seen(account, Long.MAX_VALUE);
            folding.fold().await().atMost(Duration.ofSeconds(30));
            assertEquals(read(statement, COUNTED, account), read(statement, SUMMED, account));
            assertTrue(rows(statement, account) <= 1);
        }
    }

    @Test
    void shouldAddNoRowForWhatCountsTheSame() throws SQLException {
        String account = "acc_use" + System.nanoTime();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(insert(account, 0, 3));
            assertEquals(1, rows(statement, account));
            statement.execute("update servers set state = 'running', address = 'x', version = version + 1"
                    + " where account_id = '" + account + "'");
            assertEquals(1, rows(statement, account));
        }
    }

    @Test
    void shouldLoseNothingWhereSeveralFoldAtOnceWhileServersAreMade() throws SQLException {
        String account = "acc_use" + System.nanoTime();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            List<CompletableFuture<Void>> folds = new ArrayList<>();
            for (int step = 0; step < 50; step++) {
                statement.execute(insert(account, step, 2));
                folding.seen(account, Long.MAX_VALUE);
                folds.add(folding.fold().subscribeAsCompletionStage());
            }
            folds.forEach(CompletableFuture::join);
            assertEquals(read(statement, COUNTED, account), read(statement, SUMMED, account));
        }
    }

    private static String insert(String account, int step, int count) {
        return "insert into servers (id, account_id, name, plan_id, plan_version, image_id, location_id, replaces,"
                + " created_at, state, since, correlation_id, attempts, version)"
                + " select '" + account + "' || (" + step + " + n * 1000), '" + account + "', 'use-' || (" + step
                + " + n * 1000), 'nano', 1,"
                + " 'workload-1', 'local', '', now(), 'stopped', now(), 'req_use', 0, 1"
                + " from generate_series(0, " + (count - 1) + ") n";
    }

    private static List<String> read(Statement statement, String sql, String account) throws SQLException {
        try (ResultSet row = statement.executeQuery(String.format(sql, account))) {
            row.next();
            return List.of(
                    row.getBigDecimal(1).stripTrailingZeros().toPlainString(),
                    row.getBigDecimal(2).stripTrailingZeros().toPlainString(),
                    row.getBigDecimal(3).stripTrailingZeros().toPlainString());
        }
    }

    private static int rows(Statement statement, String account) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("select count(*) from server_use where account_id = '" + account + "'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
