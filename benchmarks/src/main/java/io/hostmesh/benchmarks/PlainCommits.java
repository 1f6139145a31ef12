package io.hostmesh.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many transactions of one small insert a PostgreSQL commits: what nothing that is built on it can exceed. */
final class PlainCommits {

    /** Opens a connection. */
    interface Database {
        Connection connect() throws SQLException;
    }

    private final Database database;

    PlainCommits(Database database) {
        this.database = database;
    }

    /**
     * What was committed.
     *
     * @param millis how long each commit took, beginning with its insert
     */
    record Measured(double perSecond, Percentiles millis) {}

    Measured measure(int connections, Duration time) throws SQLException {
        execute("create table plain_commits (id bigserial primary key, content text not null)");
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            long end = begin + time.toNanos();
            List<Future<List<Double>>> parts = new ArrayList<>();
            for (int connection = 0; connection < connections; connection++) {
                parts.add(threads.submit(() -> insertUntil(end)));
            }
            List<Double> millis = new ArrayList<>();
            for (Future<List<Double>> part : parts) {
                millis.addAll(part.get());
            }
            double perSecond = millis.size() / ((System.nanoTime() - begin) / 1e9);
            return new Measured(
                    perSecond,
                    new Percentiles(
                            millis.stream().mapToDouble(Double::doubleValue).toArray()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("plain inserts failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while inserting", e);
        } finally {
            threads.shutdownNow();
            execute("drop table plain_commits");
        }
    }

    private List<Double> insertUntil(long end) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into plain_commits (content) values (?)")) {
            List<Double> millis = new ArrayList<>();
            while (System.nanoTime() < end) {
                insert.setString(
                        1, "a fact of about a hundred characters, as a short event would have them in its row");
                long begin = System.nanoTime();
                insert.executeUpdate();
                millis.add((System.nanoTime() - begin) / 1e6);
            }
            return millis;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
