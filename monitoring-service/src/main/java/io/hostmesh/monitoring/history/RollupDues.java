package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.rollup.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/**
 * Which minutes and hours are to be rolled up. They are marked before samples are written, so that none is forgotten by a crash,
 * and after that, so that one that was rolled up meanwhile is rolled up again.
 */
@ApplicationScoped
class RollupDues {

    private static final short MINUTES = 1;
    private static final short HOURS = 2;

    /** Begins of level $1 at the times $2. */
    static final String MARK = """
        insert into rollup_due (level, at, version) select $1::smallint, unnest($2::timestamptz[]), 1
        on conflict (level, at) do update set version = rollup_due.version + 1, marked_at = now()
        """;

    /** Minutes before hours, as these are made of them; an hour when no more comes of it, or when that goes on for too long. */
    private static final String CLAIM = """
        with due as (
          select level, at from rollup_due
          where case level when 1 then at <= $2::timestamptz
              else at <= $3::timestamptz
                and (marked_at <= now() - $7::text::interval or waits_since <= now() - $8::text::interval) end
            and (lease_until is null or lease_until < $4)
          order by level, at limit $5 for update skip locked)
        update rollup_due set owner = $1, lease_until = $6
        from due where rollup_due.level = due.level and rollup_due.at = due.at
        returning rollup_due.level, rollup_due.at, rollup_due.version
        """;

    /** What came meanwhile begins to wait. */
    private static final String SETTLE = """
        with done as (delete from rollup_due where level = $1 and at = $2 and version = $3)
        update rollup_due set waits_since = now() where level = $1 and at = $2 and version <> $3
        """;

    private static final String RELEASE = """
        update rollup_due set owner = null, lease_until = null where level = $1 and at = $2 and owner = $3
        """;

    /** A minute or an hour that is to be rolled up; the version tells whether it was marked again since. */
    record Due(Source source, Instant at, long version) {}

    private final Pool pool;

    RollupDues(Pool pool) {
        this.pool = pool;
    }

    /** Marks the minutes or hours that begin at these times. */
    Uni<Void> mark(Source source, SortedSet<Instant> begins) {
        if (begins.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        OffsetDateTime[] times = begins.stream().map(Rollups::time).toArray(OffsetDateTime[]::new);
        return pool.preparedQuery(MARK)
                .execute(Tuple.of(level(source)).addArrayOfOffsetDateTime(times))
                .replaceWithVoid();
    }

    /** Takes what is due by then and nobody is at, or whose instance is overdue. */
    Uni<List<Due>> claim(String owner, Instant now, int most, HistorySettings settings) {
        Instant latestMinute = now.minus(settings.minuteRollUpDelay()).minus(Source.MINUTE.resolution());
        Instant latestHour = now.minus(settings.hourRollUpDelay()).minus(Source.HOUR.resolution());
        Tuple arguments = Tuple.tuple()
                .addString(owner)
                .addOffsetDateTime(Rollups.time(latestMinute))
                .addOffsetDateTime(Rollups.time(latestHour))
                .addOffsetDateTime(Rollups.time(now))
                .addInteger(most)
                .addOffsetDateTime(Rollups.time(now.plus(settings.rollUpLease())))
                .addString(Rollups.interval(settings.hourRollUpQuiet()))
                .addString(Rollups.interval(settings.hourRollUpPatience()));
        return pool.preparedQuery(CLAIM).execute(arguments).map(rows -> {
            List<Due> claimed = new ArrayList<>();
            for (Row row : rows) {
                claimed.add(new Due(
                        source(row.getShort("level")),
                        row.getOffsetDateTime("at").toInstant(),
                        row.getLong("version")));
            }
            return claimed;
        });
    }

    /** It is rolled up, unless it was marked again meanwhile. */
    Uni<Void> settle(Due due) {
        return pool.preparedQuery(SETTLE)
                .execute(Tuple.of(level(due.source()), Rollups.time(due.at()), due.version()))
                .replaceWithVoid();
    }

    /** What is left of the claimed is for whoever comes next. */
    Uni<Void> release(String owner, Collection<Due> claimed) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Due due : claimed) {
            all = all.chain(() -> pool.preparedQuery(RELEASE)
                    .execute(Tuple.of(level(due.source()), Rollups.time(due.at()), owner))
                    .replaceWithVoid());
        }
        return all;
    }

    static short level(Source source) {
        return source == Source.MINUTE ? MINUTES : HOURS;
    }

    private static Source source(short level) {
        return level == MINUTES ? Source.MINUTE : Source.HOUR;
    }
}
