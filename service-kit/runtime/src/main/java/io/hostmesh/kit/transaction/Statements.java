package io.hostmesh.kit.transaction;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.tuples.Tuple2;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;
import org.hibernate.reactive.session.ReactiveSession;

/**
 * SQL on the connection of a session, which goes out when it is asked for and not only when its answer is: the next statement can
 * follow without waiting for it. PostgreSQL does one after the other, each with a view of its own on what others committed, so a
 * statement after a lock sees what the lock was waited for. The session does not know of it: what it has not written yet is not seen,
 * and what it has read already does not change.
 */
public final class Statements {

    private Statements() {}

    /** The rows that a statement with {@code $1}, {@code $2} and so on answers. */
    public static Uni<List<Object[]>> rows(Mutiny.Session session, String sql, Object... parameters) {
        return sent(connection(session).select(sql, parameters).thenApply(result -> {
            List<Object[]> rows = new ArrayList<>(result.size());
            result.forEachRemaining(rows::add);
            return rows;
        }));
    }

    /** How many rows a statement with {@code $1}, {@code $2} and so on changed. */
    static Uni<Integer> change(Mutiny.Session session, String sql, Object... parameters) {
        return sent(connection(session).update(sql, parameters));
    }

    /**
     * Sends what comes behind a statement without waiting for that one's answer, and gives both answers. Where both fail it is for
     * the failure of the first: a transaction that failed refuses what follows.
     */
    public static <A, B> Uni<Tuple2<A, B>> together(Uni<A> ahead, Supplier<Uni<B>> behind) {
        return Uni.createFrom()
                .deferred(behind::get)
                .onItemOrFailure()
                .transformToUni((item, failure) -> ahead.chain(first -> failure == null
                        ? Uni.createFrom().item(Tuple2.of(first, item))
                        : Uni.createFrom().failure(failure)));
    }

    static <T> Uni<T> sent(CompletionStage<T> answer) {
        return Uni.createFrom().completionStage(answer);
    }

    static ReactiveSession internals(Mutiny.Session session) {
        return ((MutinySessionImpl) session).unwrap(ReactiveSession.class);
    }

    /** True where an entity that the session read is not as it was read. */
    static boolean isDirty(Mutiny.Session session, Object entity) {
        SharedSessionContractImplementor internals = internals(session).getSharedContract();
        EntityEntry read = internals.getPersistenceContextInternal().getEntry(entity);
        return read.getPersister()
                        .findDirty(read.getPersister().getValues(entity), read.getLoadedState(), entity, internals)
                != null;
    }

    private static ReactiveConnection connection(Mutiny.Session session) {
        return internals(session).getReactiveConnection();
    }
}
