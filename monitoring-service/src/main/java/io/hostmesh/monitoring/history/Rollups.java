package io.hostmesh.monitoring.history;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.RolledUp;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import io.hostmesh.monitoring.rollup.SeriesPart;
import io.hostmesh.monitoring.rollup.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads samples and what they were rolled up to, in steps. */
@ApplicationScoped
public class Rollups {

    private static final String DUE = """
        select min(at) filter (where level = 1) as minutes, min(at) filter (where level = 2) as hours from rollup_due
        """;

    private final Pool pool;

    Rollups(Pool pool) {
        this.pool = pool;
    }

    /** How far everything is rolled up. What has no sample since is rolled up to now. */
    public Uni<RolledUp> rolledUp(Instant now) {
        return pool.query(DUE).execute().map(rows -> {
            Row due = rows.iterator().next();
            Instant minutes = instant(due, "minutes", now.truncatedTo(ChronoUnit.MINUTES));
            Instant hours = instant(due, "hours", now.truncatedTo(ChronoUnit.HOURS));
            // Hours are made of minutes, which do not say so before they are there.
            Instant wholeHours = minutes.truncatedTo(ChronoUnit.HOURS);
            return new RolledUp(minutes, hours.isBefore(wholeHours) ? hours : wholeHours);
        });
    }

    private static Instant instant(Row row, String column, Instant otherwise) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? otherwise : time.toInstant();
    }

    /**
     * The parts of some series in that stretch, by key and the beginning of the step.
     *
     * @param keys ids of servers, or of series of accounts, which have hours, where {@code metric} is null
     * @param reading says what steps are counted from and how long they are
     * @param limit the most parts that are read
     */
    public Uni<Map<String, SortedMap<Instant, Part>>> parts(
            List<String> keys, @Nullable String metric, Stretch stretch, Reading reading, int limit) {
        String statement =
                switch (stretch.source()) {
                    case RAW -> RollupSql.READ_SAMPLES;
                    case MINUTE -> RollupSql.READ_MINUTES;
                    case HOUR -> RollupSql.READ_HOURS;
                };
        return pool.preparedQuery(statement)
                .execute(steps(keys, metric, stretch, reading, limit))
                .map(Rollups::byKey);
    }

    /** A percentile of the raw samples of each step. */
    public Uni<Map<String, List<Point>>> percentiles(
            List<String> serverIds, String metric, Reading reading, double percentile, int limit) {
        Stretch whole = new Stretch(Source.RAW, reading.from(), reading.to());
        return pool.preparedQuery(RollupSql.PERCENTILES)
                .execute(steps(serverIds, metric, whole, reading, limit).addDouble(percentile / 100))
                .map(rows -> {
                    Map<String, List<Point>> series = new TreeMap<>();
                    for (Row row : rows) {
                        series.computeIfAbsent(row.getString("key"), key -> new ArrayList<>())
                                .add(new Point(at(row, "at"), row.getDouble("value")));
                    }
                    return series;
                });
    }

    private static Tuple steps(
            List<String> keys, @Nullable String metric, Stretch stretch, Reading reading, int limit) {
        return Tuple.tuple()
                .addArrayOfString(keys.toArray(String[]::new))
                .addString(metric)
                .addOffsetDateTime(time(stretch.from()))
                .addOffsetDateTime(time(stretch.to()))
                .addString(interval(reading.step()))
                .addInteger(limit)
                .addOffsetDateTime(time(reading.from()));
    }

    private static Map<String, SortedMap<Instant, Part>> byKey(RowSet<Row> rows) {
        Map<String, SortedMap<Instant, Part>> series = new TreeMap<>();
        for (Row row : rows) {
            series.computeIfAbsent(row.getString("key"), key -> new TreeMap<>()).put(at(row, "at"), part(row));
        }
        return series;
    }

    /** A row of minutes. */
    static SeriesPart seriesPart(Row row) {
        return new SeriesPart(row.getUUID("series"), at(row, "at"), part(row));
    }

    private static Part part(Row row) {
        return new Part(
                row.getLong("count"),
                row.getDouble("sum"),
                row.getDouble("min"),
                row.getDouble("max"),
                at(row, "first_at"),
                row.getDouble("first"),
                at(row, "last_at"),
                row.getDouble("last"),
                row.getDouble("increase"));
    }

    private static Instant at(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
