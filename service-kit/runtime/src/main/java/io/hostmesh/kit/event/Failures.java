package io.hostmesh.kit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.persistence.OptimisticLockException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.RetriableException;
import org.hibernate.StaleStateException;

/** Tells an outage, which passes, from a bug, which stays. */
public final class Failures {

    private static final int LONGEST_CHAIN = 16;

    /** Classes of SQL states that say the server or the connection is the trouble, not the statement. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "58");

    /** What PostgreSQL says of U+0000, in a text and in JSON. */
    private static final Set<String> UNSTORABLE_TEXT = Set.of("22021", "22P05");

    private static final String UNIQUE_VIOLATION = "23505";

    /** serialization_failure and deadlock_detected. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private Failures() {}

    /** True if the same work can succeed later without a change: a database or broker is away, or too busy. */
    public static boolean isTransient(Throwable failure) {
        return anyCause(failure, Failures::isTransientItself);
    }

    /** True if the same transaction can succeed at once: another one was in its way. */
    public static boolean isConflict(Throwable failure) {
        return anyCause(
                failure,
                cause -> CONFLICTS.contains(sqlState(cause))
                        || cause instanceof OptimisticLockException
                        || cause instanceof StaleStateException);
    }

    /** True if the database refused a second row with what only one may have. */
    public static boolean isDuplicate(Throwable failure) {
        return anyCause(failure, cause -> sqlState(cause).equals(UNIQUE_VIOLATION));
    }

    /** True if the database refused a text for a character that it cannot keep. */
    public static boolean isUnstorableText(Throwable failure) {
        return anyCause(failure, cause -> UNSTORABLE_TEXT.contains(sqlState(cause)));
    }

    private static boolean anyCause(Throwable failure, Predicate<Throwable> trait) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (trait.test(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isTransientItself(Throwable cause) {
        String state = sqlState(cause);
        if (state.length() >= 2 && TRANSIENT_CLASSES.contains(state.substring(0, 2))) {
            return true;
        }
        if (cause instanceof JsonProcessingException) {
            return false;
        }
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof io.smallrye.mutiny.TimeoutException
                || cause instanceof ClosedConnectionException
                || cause instanceof SQLTransientException
                || cause instanceof RetriableException
                || cause instanceof OptimisticLockException
                || cause instanceof StaleStateException
                || isTimeoutOfPool(cause);
    }

    /** The state in the driver's failure, or in the one that Hibernate puts in its place; empty if it is neither. */
    private static String sqlState(Throwable cause) {
        String state = cause instanceof PgException postgres
                ? postgres.getSqlState()
                : cause instanceof SQLException converted ? converted.getSQLState() : null;
        return state == null ? "" : state;
    }

    /** The reactive pool has no type of its own for this. */
    private static boolean isTimeoutOfPool(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof NoStackTraceThrowable && message != null && message.contains("Timeout");
    }
}
