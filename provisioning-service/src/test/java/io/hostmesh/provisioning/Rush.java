package io.hostmesh.provisioning;

import io.hostmesh.teststack.Await;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Requests about one server that meet in the database: it goes on with the first when all of them wait for the server's row. */
final class Rush {

    private Rush() {}

    /** The answers, in the order of the requests. */
    static List<Response> of(DataSource database, String serverId, List<Supplier<Response>> requests)
            throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(requests.size());
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from servers where id = '" + serverId + "' for update");
            List<CompletableFuture<Response>> answers = new ArrayList<>();
            requests.forEach(request -> answers.add(CompletableFuture.supplyAsync(request, threads)));
            Await.until("all to wait for " + serverId, () -> waiting(statement) >= requests.size());
            connection.commit();
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static int waiting(Statement statement) {
        try (ResultSet found = statement.executeQuery("select count(*) from pg_locks where not granted")) {
            found.next();
            return found.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
