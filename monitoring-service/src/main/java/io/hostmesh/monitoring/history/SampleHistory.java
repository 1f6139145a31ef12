package io.hostmesh.monitoring.history;

import io.hostmesh.contracts.AlertEvent.Point;
import io.hostmesh.contracts.AlertEvent.Series;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.sample.Micros;
import io.hostmesh.monitoring.sample.SampleBatch;
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
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Raw samples in PostgreSQL. A sample that is written again changes nothing. */
@ApplicationScoped
public class SampleHistory {

    private static final int ROWS_A_STATEMENT = 5_000;

    private static final String INSERT = """
        insert into sample (server_id, metric, at, value, accepted_at)
        select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[], $5::timestamptz[])
        on conflict do nothing
        """;

    private static final String RECENT = """
        select metric, at, value from (
          select metric, at, value from sample where server_id = $1 and at > $2 and at <= $3
          order by at desc limit $4) newest
        order by metric, at
        """;

    private static final String RAW = """
        select server_id, at, value from sample
        where server_id = any($1::text[]) and metric = $2 and at >= $3 and at < $4
        order by server_id, at limit $5
        """;

    private final Pool pool;
    private final RollupDues dues;
    private final int evidencePoints;

    SampleHistory(
            Pool pool, RollupDues dues, @ConfigProperty(name = "hostmesh.history.evidence-points") int evidencePoints) {
        this.pool = pool;
        this.dues = dues;
        this.evidencePoints = evidencePoints;
    }

    /** Writes all samples of the batches. */
    Uni<Void> write(List<SampleBatch> batches) {
        Uni<Void> written = Uni.createFrom().voidItem();
        Rows rows = new Rows();
        for (SampleBatch batch : batches) {
            for (int index = 0; index < batch.size(); index++) {
                rows.add(batch, index);
                if (rows.size() == ROWS_A_STATEMENT) {
                    Rows full = rows;
                    written = written.chain(() -> insert(full));
                    rows = new Rows();
                }
            }
        }
        if (rows.size() > 0) {
            Rows rest = rows;
            written = written.chain(() -> insert(rest));
        }
        return written;
    }

    private Uni<Void> insert(Rows rows) {
        return dues.mark(Source.MINUTE, rows.minutes)
                .chain(() -> pool.preparedQuery(INSERT).execute(rows.toTuple()))
                .chain(() -> dues.mark(Source.MINUTE, rows.minutes));
    }

    /** The newest samples of a server in the window up to {@code until}, by metric, bounded in number. */
    public Uni<List<Series>> recent(String serverId, Instant until, Duration window) {
        Tuple arguments = Tuple.of(serverId, time(until.minus(window)), time(until), evidencePoints);
        return pool.preparedQuery(RECENT).execute(arguments).map(rows -> {
            List<Series> series = new ArrayList<>();
            String metric = "";
            List<Point> points = new ArrayList<>();
            for (Row row : rows) {
                if (!row.getString("metric").equals(metric)) {
                    metric = row.getString("metric");
                    points = new ArrayList<>();
                    series.add(new Series(serverId, metric, points));
                }
                points.add(point(row));
            }
            return series;
        });
    }

    /** Samples of one metric of some servers from {@code from} until before {@code to}, at most {@code limit} of them. */
    public Uni<List<Series>> raw(List<String> serverIds, String metric, Instant from, Instant to, int limit) {
        Tuple arguments = window(serverIds, metric, from, to, limit);
        return pool.preparedQuery(RAW).execute(arguments).map(rows -> byServer(rows, metric));
    }

    private static Tuple window(List<String> serverIds, String metric, Instant from, Instant to, int limit) {
        return Tuple.tuple()
                .addArrayOfString(serverIds.toArray(String[]::new))
                .addString(metric)
                .addOffsetDateTime(time(from))
                .addOffsetDateTime(time(to))
                .addInteger(limit);
    }

    private static List<Series> byServer(RowSet<Row> rows, String metric) {
        List<Series> series = new ArrayList<>();
        String serverId = "";
        List<Point> points = new ArrayList<>();
        for (Row row : rows) {
            if (!row.getString("server_id").equals(serverId)) {
                serverId = row.getString("server_id");
                points = new ArrayList<>();
                series.add(new Series(serverId, metric, points));
            }
            points.add(point(row));
        }
        return series;
    }

    private static Point point(Row row) {
        return new Point(row.getOffsetDateTime("at").toInstant(), row.getDouble("value"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** The columns of a statement's rows. */
    private static final class Rows {
        private final List<String> servers = new ArrayList<>();
        private final List<String> metrics = new ArrayList<>();
        private final List<OffsetDateTime> takenAt = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();
        private final List<OffsetDateTime> acceptedAt = new ArrayList<>();
        private final SortedSet<Instant> minutes = new TreeSet<>();

        void add(SampleBatch batch, int index) {
            Instant at = Micros.instant(batch.takenAt(index));
            servers.add(batch.serverId());
            metrics.add(batch.metric(batch.metricNumberAt(index)));
            takenAt.add(time(at));
            minutes.add(at.truncatedTo(ChronoUnit.MINUTES));
            values.add(batch.value(index));
            acceptedAt.add(time(Micros.instant(batch.acceptedAt())));
        }

        int size() {
            return servers.size();
        }

        Tuple toTuple() {
            return Tuple.tuple()
                    .addArrayOfString(servers.toArray(String[]::new))
                    .addArrayOfString(metrics.toArray(String[]::new))
                    .addArrayOfOffsetDateTime(takenAt.toArray(OffsetDateTime[]::new))
                    .addArrayOfDouble(values.toArray(Double[]::new))
                    .addArrayOfOffsetDateTime(acceptedAt.toArray(OffsetDateTime[]::new));
        }
    }
}
