package io.hostmesh.kit.transaction;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The connections to PostgreSQL, on which a statement is prepared and planned once, for index scans: what services ask for is found by
 * an index, and planning such a statement takes longer than running it. Two defaults are in the way of that. The driver
 * keeps only texts of up to 2,048 characters prepared. And PostgreSQL plans anew each time where it hopes for a better plan, or keeps the plan of when
 * a table was small enough to be read as a whole, until it is analyzed a minute later (ADR 0037).
 */
@Singleton
class StatementPool implements PgPoolCreator {

    private final int longestKept;
    private final String planCacheMode;
    private final boolean sequentialScans;

    StatementPool(
            @ConfigProperty(name = "hostmesh.postgres.longest-kept-statement") int longestKept,
            @ConfigProperty(name = "hostmesh.postgres.plan-cache-mode") String planCacheMode,
            @ConfigProperty(name = "hostmesh.postgres.sequential-scans") boolean sequentialScans) {
        this.longestKept = longestKept;
        this.planCacheMode = planCacheMode;
        this.sequentialScans = sequentialScans;
    }

    @Override
    public Pool create(Input input) {
        PgConnectOptions server = input.pgConnectOptionsList().get(0); // hostmesh.postgres names one.
        server.setPreparedStatementCacheSqlLimit(longestKept);
        // What is as PostgreSQL has it anyway is not said: a pooler between may refuse what it does not know.
        if (!planCacheMode.equals("auto")) {
            server.addProperty("plan_cache_mode", planCacheMode);
        }
        if (!sequentialScans) {
            server.addProperty("enable_seqscan", "off");
        }
        return new TurnPool(PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(server)
                .using(input.vertx())
                .build());
    }
}
