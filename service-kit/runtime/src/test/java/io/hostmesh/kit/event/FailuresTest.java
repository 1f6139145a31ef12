package io.hostmesh.kit.event;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParseException;
import io.vertx.pgclient.PgException;
import jakarta.persistence.PersistenceException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void shouldTellAnOutageFromABug() {
        assertTrue(Failures.isTransient(new CompletionException(new ConnectException("Connection refused"))));
        assertTrue(Failures.isTransient(new PersistenceException(postgres("57P01"))));
        assertTrue(Failures.isTransient(new PersistenceException(new SQLException("starting up", "57P03"))));
        assertTrue(Failures.isTransient(postgres("40001")));
        assertTrue(Failures.isTransient(postgres("53300")));
        assertTrue(Failures.isTransient(new org.apache.kafka.common.errors.TimeoutException("no broker")));
        assertFalse(Failures.isTransient(postgres("23505")));
        assertFalse(Failures.isTransient(new IllegalStateException("a bug")));
        assertFalse(Failures.isTransient(new CompletionException(new JsonParseException(null, "no JSON"))));
    }

    @Test
    void shouldTellTextsThatCannotBeStored() {
        assertTrue(Failures.isUnstorableText(new CompletionException(postgres("22021"))));
        assertTrue(Failures.isUnstorableText(new PersistenceException(new SQLException("no", "22P05"))));
        assertFalse(Failures.isUnstorableText(postgres("23505")));
    }

    private static PgException postgres(String state) {
        return new PgException("message", "ERROR", state, "detail");
    }
}
