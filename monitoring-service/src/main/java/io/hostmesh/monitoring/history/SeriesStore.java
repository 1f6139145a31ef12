package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.label.LabelMatcher;
import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.label.StorableText;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The series of accounts in PostgreSQL: their labels, and minutes of their samples. */
@ApplicationScoped
public class SeriesStore {

    /** A series is said to be seen this much less often than it is. */
    private static final Duration SIGHT = Duration.ofHours(6);

    private static final int SERIES_A_STATEMENT = 1_000;

    private static final String INSERT_SERIES = """
        insert into metric_series (id, account_id, metric, labels, seen_at)
        select id, account_id, metric, labels::jsonb, $5
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as found(id, account_id, metric, labels)
        order by id
        on conflict (id) do update set seen_at = excluded.seen_at where metric_series.seen_at < excluded.seen_at
        """;

    private static final String FIND = """
        select id, labels::text as labels from metric_series
        where account_id = $1 and metric = $2 and seen_at >= $3 and labels @> $4::text::jsonb
        order by id limit $5
        """;

    private final Pool pool;
    private final MinuteBlocks blocks;
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
            MinuteBlocks blocks,
            Clock clock,
            @ConfigProperty(name = "hostmesh.series.server-label") String serverLabel) {
        this.pool = pool;
        this.blocks = blocks;
        this.clock = clock;
        this.serverLabel = serverLabel;
    }

    /** Writes minutes, and the labels of those series that were not written lately. Doing it again changes nothing. */
    Uni<Void> write(List<SeriesMinute> minutes) {
        return writeSeries(minutes).chain(() -> blocks.write(minutes));
    }

    private Uni<Void> writeSeries(List<SeriesMinute> minutes) {
        Instant now = clock.instant();
        Map<UUID, SeriesName> unseen = new LinkedHashMap<>();
        for (SeriesMinute minute : minutes) {
            if (!minute.series().isStoredSince(now.minus(SIGHT).toEpochMilli())) {
                unseen.put(minute.series().id(), minute.series());
            }
        }
        return writeSeries(List.copyOf(unseen.values()), 0, now);
    }

    private Uni<Void> writeSeries(List<SeriesName> series, int from, Instant now) {
        if (from >= series.size()) {
            return Uni.createFrom().voidItem();
        }
        int to = Math.min(series.size(), from + SERIES_A_STATEMENT);
        List<SeriesName> next = series.subList(from, to);
        List<Map<String, String>> labels = next.stream().map(this::labels).toList();
        Tuple columns = Tuple.tuple()
                .addArrayOfUUID(next.stream().map(SeriesName::id).toArray(UUID[]::new))
                .addArrayOfString(next.stream().map(SeriesName::accountId).toArray(String[]::new))
                .addArrayOfString(labels.stream()
                        .map(one -> one.getOrDefault(Labels.NAME, ""))
                        .toArray(String[]::new))
                .addArrayOfString(labels.stream()
                        .map(one -> new JsonObject(new LinkedHashMap<>(one)).encode())
                        .toArray(String[]::new))
                .addOffsetDateTime(Rollups.time(now));
        return pool.preparedQuery(INSERT_SERIES)
                .execute(columns)
                .invoke(() -> next.forEach(one -> one.stored(now.toEpochMilli())))
                .chain(() -> writeSeries(series, to, now));
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
