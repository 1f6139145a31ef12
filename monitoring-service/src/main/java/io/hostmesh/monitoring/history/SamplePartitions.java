package io.hostmesh.monitoring.history;

import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the history's partitions ahead of time and drops those whose retention is over. */
@ApplicationScoped
public class SamplePartitions {

    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final Pool pool;
    private final Recurring recurring;
    private final Duration retention;

    SamplePartitions(
            Pool pool, Recurring recurring, @ConfigProperty(name = "hostmesh.history.retention") Duration retention) {
        this.pool = pool;
        this.recurring = recurring;
        this.retention = retention;
    }

    void start(@Observes StartupEvent startup) {
        recurring.every("sample-partitions", PERIOD, this::maintain);
    }

    /** Done once before the first sample is written, and from time to time. */
    public Uni<Void> maintain() {
        return pool.preparedQuery("select maintain_sample_partitions($1::text::interval)")
                .execute(Tuple.of(retention.toSeconds() + " seconds"))
                .replaceWithVoid();
    }
}
