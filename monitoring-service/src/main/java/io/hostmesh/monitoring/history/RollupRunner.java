package io.hostmesh.monitoring.history;

import io.hostmesh.kit.schedule.Recurring;
import io.hostmesh.monitoring.history.RollupDues.Due;
import io.hostmesh.monitoring.rollup.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Rolls up what samples came for: always the whole minute of all samples that there are of it, and the whole hour of all minutes, so
 * that doing it again changes nothing and a late sample is put right.
 */
@ApplicationScoped
class RollupRunner {

    private static final int AT_ONCE = 16;

    private final Pool pool;
    private final RollupDues dues;
    private final SeriesHours seriesHours;
    private final HistorySettings settings;
    private final Recurring recurring;
    private final Clock clock;
    private final Counter rolledUp;

    RollupRunner(
            Pool pool,
            RollupDues dues,
            SeriesHours seriesHours,
            HistorySettings settings,
            Recurring recurring,
            Clock clock,
            MeterRegistry meters) {
        this.pool = pool;
        this.dues = dues;
        this.seriesHours = seriesHours;
        this.settings = settings;
        this.recurring = recurring;
        this.clock = clock;
        this.rolledUp = meters.counter("hostmesh.history.rolled.up");
    }

    void start(@Observes StartupEvent startup) {
        recurring.every("roll-ups", settings.rollUpInterval(), this::run);
    }

    /** Rolls up all that is due. */
    Uni<Void> run() {
        String owner = UUID.randomUUID().toString();
        return dues.claim(owner, clock.instant(), AT_ONCE, settings).chain(claimed -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (Due due : claimed) {
                all = all.chain(() -> rollUp(due));
            }
            return all.eventually(() -> dues.release(owner, claimed))
                    .chain(() ->
                            claimed.size() == AT_ONCE ? run() : Uni.createFrom().voidItem());
        });
    }

    private Uni<Void> rollUp(Due due) {
        Instant end = due.at().plus(due.source().resolution());
        Tuple range = Tuple.of(Rollups.time(due.at()), Rollups.time(end));
        boolean minute = due.source() == Source.MINUTE;
        Uni<Void> written = pool.preparedQuery(minute ? RollupSql.ROLL_MINUTE : RollupSql.ROLL_HOUR)
                .execute(range)
                .replaceWithVoid();
        if (minute) {
            TreeSet<Instant> hour = new TreeSet<>(List.of(due.at().truncatedTo(ChronoUnit.HOURS)));
            written = written.chain(() -> dues.mark(Source.HOUR, hour));
        } else {
            written = written.chain(() -> seriesHours.rollUp(due.at()));
        }
        return written.chain(() -> dues.settle(due)).invoke(() -> rolledUp.increment());
    }
}
