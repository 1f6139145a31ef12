package io.hostmesh.monitoring.history;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What all metrics of a server were like over a time, from its raw samples; those that are no numbers are left out. */
@ApplicationScoped
public class SampleSummaries {

    private static final String COMPARE = """
        select metric,
               count(*) filter (where at > $3) as newest_count,
               coalesce(avg(value) filter (where at > $3), 0) as newest_mean,
               count(*) filter (where at <= $3) as before_count,
               coalesce(avg(value) filter (where at <= $3), 0) as before_mean,
               coalesce(stddev_pop(value) filter (where at <= $3), 0) as before_deviation
        from sample
        where server_id = $1 and at > $2 and at <= $4 and value not in ('NaN', 'Infinity', '-Infinity')
        group by metric order by metric limit $5
        """;

    private static final String LINES = """
        select metric, date_bin($5::text::interval, at, $3) as begin, avg(value) as value
        from sample
        where server_id = $1 and metric = any($2::text[]) and at > $3 and at <= $4
          and value not in ('NaN', 'Infinity', '-Infinity')
        group by metric, begin order by metric, begin limit $6
        """;

    private final Pool pool;

    SampleSummaries(Pool pool) {
        this.pool = pool;
    }

    /**
     * A metric in the newest time and the time before.
     *
     * @param count samples in the newest time, {@code mean} theirs; 0 where there are none
     * @param deviationBefore the standard deviation of the samples before
     */
    public record Comparison(
            String metric, long count, double mean, long countBefore, double meanBefore, double deviationBefore) {}

    /** All metrics of a server in the window up to {@code until} and in the time {@code before} that, at most {@code limit}. */
    public Uni<List<Comparison>> compare(String serverId, Instant until, Duration window, Duration before, int limit) {
        Instant since = until.minus(window);
        Tuple arguments = Tuple.tuple()
                .addString(serverId)
                .addOffsetDateTime(since.minus(before).atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(since.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(until.atOffset(ZoneOffset.UTC))
                .addInteger(limit);
        return pool.preparedQuery(COMPARE).execute(arguments).map(rows -> {
            List<Comparison> metrics = new ArrayList<>();
            for (Row row : rows) {
                metrics.add(new Comparison(
                        row.getString("metric"),
                        row.getLong("newest_count"),
                        row.getDouble("newest_mean"),
                        row.getLong("before_count"),
                        row.getDouble("before_mean"),
                        row.getDouble("before_deviation")));
            }
            return metrics;
        });
    }

    /** Means of those metrics over steps, by the beginnings of the steps, at most {@code limit} points in all. */
    public Uni<List<Series>> means(
            String serverId, List<String> metrics, Instant from, Instant to, Duration step, int limit) {
        Tuple arguments = Tuple.tuple()
                .addString(serverId)
                .addArrayOfString(metrics.toArray(String[]::new))
                .addOffsetDateTime(from.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(to.atOffset(ZoneOffset.UTC))
                .addString(step.toMillis() + " milliseconds")
                .addInteger(limit);
        return pool.preparedQuery(LINES).execute(arguments).map(rows -> {
            List<Series> lines = new ArrayList<>();
            for (Row row : rows) {
                String metric = row.getString("metric");
                if (lines.isEmpty() || !lines.get(lines.size() - 1).metric().equals(metric)) {
                    lines.add(new Series(serverId, metric, new ArrayList<>()));
                }
                Point point = new Point(row.getOffsetDateTime("begin").toInstant(), row.getDouble("value"));
                lines.get(lines.size() - 1).points().add(point);
            }
            return lines;
        });
    }
}
