package io.hostmesh.monitoring.history;

import io.hostmesh.kit.schedule.Recurring;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Makes the history's partitions ahead of time and drops those whose retention is over. */
@ApplicationScoped
public class SamplePartitions {

    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final String MAINTAIN = "select maintain_partitions($1, $2::text::interval, $3::text::interval, $4)";

    private static final String FORGET = "delete from metric_series where seen_at < now() - $1::text::interval";

    private final Pool pool;
    private final Recurring recurring;
    private final HistorySettings settings;

    SamplePartitions(Pool pool, Recurring recurring, HistorySettings settings) {
        this.pool = pool;
        this.recurring = recurring;
        this.settings = settings;
    }

    void start(@Observes StartupEvent startup) {
        recurring.every("sample-partitions", PERIOD, this::maintain);
    }

    /** Done once before the first sample is written, and from time to time. */
    public Uni<Void> maintain() {
        return maintain("sample", "1 hour", settings.retention(), 1)
                .chain(() -> maintain("rollup_minute", "1 day", settings.minuteRetention(), 2))
                .chain(() -> maintain("series_minutes", "1 day", settings.minuteRetention(), 2))
                .chain(() -> maintain("rollup_hour", "30 days", settings.hourRetention(), 0))
                .chain(() -> pool.preparedQuery(FORGET).execute(Tuple.of(seconds(settings.hourRetention()))))
                .replaceWithVoid();
    }

    private Uni<Void> maintain(String table, String span, Duration retention, int levelFromIt) {
        return pool.preparedQuery(MAINTAIN)
                .execute(Tuple.of(table, span, seconds(retention), (short) levelFromIt))
                .replaceWithVoid();
    }

    private static String seconds(Duration retention) {
        return retention.toSeconds() + " seconds";
    }
}
