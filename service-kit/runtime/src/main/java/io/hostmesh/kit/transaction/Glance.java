package io.hostmesh.kit.transaction;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Whether there is anything to do, for work that is looked for again and again and mostly is not there: one statement without a
 * transaction. What it sees can be gone, or taken by another instance, a moment later.
 */
@ApplicationScoped
public class Glance {

    private final Pool pool;

    Glance(Pool pool) {
        this.pool = pool;
    }

    /**
     * True where there is a row.
     *
     * @param select with {@code $1}, {@code $2} and so on, best with {@code limit 1}
     */
    public Uni<Boolean> any(String select, Object... parameters) {
        return Uni.createFrom().completionStage(() -> pool.preparedQuery(select)
                .execute(Tuple.tuple(List.of(parameters)))
                .map(rows -> rows.size() > 0)
                .toCompletionStage());
    }
}
