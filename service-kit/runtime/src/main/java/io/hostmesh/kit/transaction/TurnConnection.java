package io.hostmesh.kit.transaction;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.spi.DatabaseMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose COMMIT goes out when it is asked for: the driver's own transactions wait for all answers before. PostgreSQL works off
 * what comes in order, so that a transaction of which something failed is rolled back all the same.
 */
final class TurnConnection implements SqlConnection {

    /** In a transaction that failed the select fails too, and the commit is not reached; alone it would roll back in silence. */
    private static final String COMMIT = "select; commit";

    private final SqlConnection connection;
    private @Nullable Transaction transaction;

    TurnConnection(SqlConnection connection) {
        this.connection = connection;
    }

    /** Over as soon as its end is sent. */
    private final class Turn implements Transaction {

        private final Promise<Void> completion = Promise.promise();

        @Override
        public Future<Void> commit() {
            return end(execute(COMMIT).recover(failure -> {
                Future<Void> failed = Future.failedFuture(failure);
                return execute("rollback").transform(gone -> failed);
            }));
        }

        @Override
        public Future<Void> rollback() {
            return end(execute("rollback"));
        }

        private Future<Void> end(Future<Void> sent) {
            transaction = null;
            return sent.onComplete(completion);
        }

        @Override
        public Future<Void> completion() {
            return completion.future();
        }

        @Override
        public void commit(Handler<AsyncResult<Void>> handler) {
            commit().onComplete(handler);
        }

        @Override
        public void rollback(Handler<AsyncResult<Void>> handler) {
            rollback().onComplete(handler);
        }

        @Override
        public void completion(Handler<AsyncResult<Void>> handler) {
            completion().onComplete(handler);
        }
    }

    private Future<Void> execute(String command) {
        return connection.query(command).execute().mapEmpty();
    }

    @Override
    public Future<Transaction> begin() {
        if (transaction != null) {
            throw new IllegalStateException("expected a connection without a transaction");
        }
        Transaction begun = new Turn();
        transaction = begun;
        return execute("begin").map(begun);
    }

    @Override
    public void begin(Handler<AsyncResult<Transaction>> handler) {
        begin().onComplete(handler);
    }

    @Override
    public @Nullable Transaction transaction() {
        return transaction;
    }

    /** What was begun and not ended is rolled back. */
    @Override
    public Future<Void> close() {
        Transaction open = transaction;
        return open == null ? connection.close() : open.rollback().transform(gone -> connection.close());
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return connection.query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return connection.preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return connection.preparedQuery(sql, options);
    }

    @Override
    public Future<PreparedStatement> prepare(String sql) {
        return connection.prepare(sql);
    }

    @Override
    public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
        return connection.prepare(sql, options);
    }

    @Override
    public SqlConnection prepare(String sql, Handler<AsyncResult<PreparedStatement>> handler) {
        connection.prepare(sql, handler);
        return this;
    }

    @Override
    public SqlConnection prepare(String sql, PrepareOptions options, Handler<AsyncResult<PreparedStatement>> handler) {
        connection.prepare(sql, options, handler);
        return this;
    }

    @Override
    public SqlConnection exceptionHandler(Handler<Throwable> handler) {
        connection.exceptionHandler(handler);
        return this;
    }

    @Override
    public SqlConnection closeHandler(Handler<Void> handler) {
        connection.closeHandler(handler);
        return this;
    }

    @Override
    public boolean isSSL() {
        return connection.isSSL();
    }

    @Override
    public DatabaseMetadata databaseMetadata() {
        return connection.databaseMetadata();
    }
}
