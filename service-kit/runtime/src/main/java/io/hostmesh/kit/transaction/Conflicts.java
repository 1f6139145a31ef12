package io.hostmesh.kit.transaction;

import io.vertx.pgclient.PgException;
import jakarta.persistence.OptimisticLockException;
import java.util.Set;
import org.hibernate.StaleStateException;

/** Knows the failures after which the same transaction can succeed at once. */
final class Conflicts {

    /** serialization_failure and deadlock_detected. */
    private static final Set<String> SQL_STATES = Set.of("40001", "40P01");

    private static final int LONGEST_CHAIN = 16;

    private Conflicts() {}

    static boolean isConflict(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            if (cause instanceof OptimisticLockException || cause instanceof StaleStateException) {
                return true;
            }
            if (cause instanceof PgException postgres && SQL_STATES.contains(String.valueOf(postgres.getSqlState()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
