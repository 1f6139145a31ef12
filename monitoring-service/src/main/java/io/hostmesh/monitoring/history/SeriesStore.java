package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.StorableText;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.series.SeriesMinute;
import io.hostmesh.monitoring.series.SeriesName;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The series of accounts in PostgreSQL: their labels, and minutes of their samples. */
@ApplicationScoped
public class SeriesStore {

    /** A series is said to be seen this much less often than it is. */
    private static final Duration SIGHT = Duration.ofHours(6);

    private static final String INSERT_SERIES = """
        insert into metric_series (id, account_id, metric, labels, seen_at)
        select id, account_id, metric, labels::jsonb, $5
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as found(id, account_id, metric, labels)
        order by id
        on conflict (id) do update set seen_at = excluded.seen_at where metric_series.seen_at < excluded.seen_at
        """;

    /** Parts of one minute that do not overlap are joined; of two that do, the one of more samples stays. */
    private static final String INSERT_MINUTES = """
        insert into rollup_minute as kept
          (series, at, count, sum, min, max, first_at, first, last_at, last, increase)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::int8[], $4::float8[], $5::float8[], $6::float8[],
          $7::timestamptz[], $8::float8[], $9::timestamptz[], $10::float8[], $11::float8[])
        order by 1, 2
        on conflict (series, at) do update set
          count = excluded.count + case
            when excluded.first_at > kept.last_at or excluded.last_at < kept.first_at then kept.count else 0 end,
          sum = excluded.sum + case
            when excluded.first_at > kept.last_at or excluded.last_at < kept.first_at then kept.sum else 0 end,
          increase = excluded.increase + case
            when excluded.first_at > kept.last_at then kept.increase + case
              when excluded.first >= kept.last then excluded.first - kept.last else excluded.first end
            when excluded.last_at < kept.first_at then kept.increase + case
              when kept.first >= excluded.last then kept.first - excluded.last else kept.first end
            else 0 end,
          min = least(kept.min, excluded.min), max = greatest(kept.max, excluded.max),
          first = case when excluded.first_at < kept.first_at then excluded.first else kept.first end,
          first_at = least(kept.first_at, excluded.first_at),
          last = case when excluded.last_at > kept.last_at then excluded.last else kept.last end,
          last_at = greatest(kept.last_at, excluded.last_at)
        where excluded.first_at > kept.last_at or excluded.last_at < kept.first_at or excluded.count > kept.count
        """;

    private static final String FIND = """
        select id, labels::text as labels from metric_series
        where account_id = $1 and metric = $2 and seen_at >= $3 and labels @> $4::text::jsonb
        order by id limit $5
        """;

    private final Pool pool;
    private final RollupDues dues;
    private final Clock clock;
    private final String serverLabel;

    /**
     * What was found.
     *
     * @param series labels by the id by which parts are read
     * @param isWhole false where there were more series than were looked at
     */
    public record Found(Map<String, Labels> series, boolean isWhole) {}

    SeriesStore(
            Pool pool,
            RollupDues dues,
            Clock clock,
            @ConfigProperty(name = "hostmesh.series.server-label") String serverLabel) {
        this.pool = pool;
        this.dues = dues;
        this.clock = clock;
        this.serverLabel = serverLabel;
    }

    /** Writes minutes, and the labels of those series that were not written lately. Doing it again changes nothing. */
    Uni<Void> write(List<SeriesMinute> minutes) {
        TreeSet<Instant> hours = new TreeSet<>();
        minutes.forEach(minute -> hours.add(minute.at().truncatedTo(ChronoUnit.HOURS)));
        return writeSeries(minutes)
                .chain(() -> dues.mark(Source.HOUR, hours))
                .chain(() -> pool.preparedQuery(INSERT_MINUTES).execute(columns(joined(minutes))))
                .chain(() -> dues.mark(Source.HOUR, hours));
    }

    private Uni<Void> writeSeries(List<SeriesMinute> minutes) {
        Instant now = clock.instant();
        Map<UUID, SeriesName> unseen = new LinkedHashMap<>();
        for (SeriesMinute minute : minutes) {
            if (!minute.series().isStoredSince(now.minus(SIGHT).toEpochMilli())) {
                unseen.put(minute.series().id(), minute.series());
            }
        }
        if (unseen.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Map<String, String>> labels =
                unseen.values().stream().map(this::labels).toList();
        Tuple columns = Tuple.tuple()
                .addArrayOfUUID(unseen.keySet().toArray(UUID[]::new))
                .addArrayOfString(
                        unseen.values().stream().map(SeriesName::accountId).toArray(String[]::new))
                .addArrayOfString(labels.stream()
                        .map(one -> one.getOrDefault(Labels.NAME, ""))
                        .toArray(String[]::new))
                .addArrayOfString(labels.stream()
                        .map(one -> new JsonObject(new LinkedHashMap<>(one)).encode())
                        .toArray(String[]::new))
                .addOffsetDateTime(Rollups.time(now));
        return pool.preparedQuery(INSERT_SERIES)
                .execute(columns)
                .invoke(() -> unseen.values().forEach(series -> series.stored(now.toEpochMilli())))
                .replaceWithVoid();
    }

    /** The server that a series came from is one of its labels; PostgreSQL's texts hold no NUL. */
    private Map<String, String> labels(SeriesName series) {
        Map<String, String> labels = new TreeMap<>();
        series.labels().toMap().forEach((name, value) -> labels.put(StorableText.of(name), StorableText.of(value)));
        if (series.sender() != null) {
            labels.put(serverLabel, series.sender());
        }
        return labels;
    }

    /** One statement cannot write the same minute twice. */
    private static Collection<SeriesMinute> joined(List<SeriesMinute> minutes) {
        record Key(UUID series, Instant at) {}
        Map<Key, SeriesMinute> joined = new HashMap<>();
        for (SeriesMinute minute : minutes) {
            joined.merge(
                    new Key(minute.series().id(), minute.at()),
                    minute,
                    (one, other) -> new SeriesMinute(one.series(), one.at(), join(one.part(), other.part())));
        }
        return joined.values();
    }

    private static Part join(Part one, Part other) {
        if (other.firstAt().isAfter(one.lastAt())) {
            return one.then(other);
        }
        if (one.firstAt().isAfter(other.lastAt())) {
            return other.then(one);
        }
        return one.count() >= other.count() ? one : other;
    }

    private static Tuple columns(Collection<SeriesMinute> minutes) {
        List<SeriesMinute> rows = new ArrayList<>(minutes);
        return Tuple.tuple()
                .addArrayOfUUID(rows.stream().map(row -> row.series().id()).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(times(rows, SeriesMinute::at))
                .addArrayOfLong(rows.stream().map(row -> row.part().count()).toArray(Long[]::new))
                .addArrayOfDouble(figures(rows, Part::sum))
                .addArrayOfDouble(figures(rows, Part::minimum))
                .addArrayOfDouble(figures(rows, Part::maximum))
                .addArrayOfOffsetDateTime(times(rows, row -> row.part().firstAt()))
                .addArrayOfDouble(figures(rows, Part::first))
                .addArrayOfOffsetDateTime(times(rows, row -> row.part().lastAt()))
                .addArrayOfDouble(figures(rows, Part::last))
                .addArrayOfDouble(figures(rows, Part::increase));
    }

    private static OffsetDateTime[] times(List<SeriesMinute> rows, Function<SeriesMinute, Instant> time) {
        return rows.stream().map(row -> Rollups.time(time.apply(row))).toArray(OffsetDateTime[]::new);
    }

    private static Double[] figures(List<SeriesMinute> rows, Function<Part, Double> figure) {
        return rows.stream().map(row -> figure.apply(row.part())).toArray(Double[]::new);
    }

    /**
     * The series of an account's metric that had samples since then and that the matchers choose.
     *
     * @param most that are looked at
     */
    public Uni<Found> find(String accountId, String metric, List<LabelMatcher> matchers, Instant since, int most) {
        JsonObject equal = new JsonObject();
        for (LabelMatcher matcher : matchers) {
            if (matcher.comparison() == LabelMatcher.Comparison.EQUAL
                    && !matcher.value().isEmpty()) {
                equal.put(matcher.label(), StorableText.of(matcher.value()));
            }
        }
        Tuple arguments = Tuple.of(
                accountId,
                StorableText.of(metric),
                Rollups.time(since.minus(SIGHT)),
                StorableText.of(equal.encode()),
                most + 1);
        return pool.preparedQuery(FIND).execute(arguments).map(rows -> {
            Map<String, Labels> found = new TreeMap<>();
            for (Row row : rows) {
                Labels labels = read(row.getString("labels"));
                if (LabelMatcher.all(matchers, labels)) {
                    found.put(row.getUUID("id").toString(), labels);
                }
            }
            return new Found(found, rows.size() <= most);
        });
    }

    private static Labels read(String json) {
        Map<String, String> labels = new HashMap<>();
        new JsonObject(json).forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
        return Labels.of(labels);
    }
}
