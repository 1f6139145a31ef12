package io.hostmesh.monitoring.history;

import io.hostmesh.monitoring.rollup.MinuteBlock;
import io.hostmesh.monitoring.rollup.MinuteParts;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import io.hostmesh.monitoring.rollup.SeriesPart;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.rollup.Spread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads series of accounts in steps. */
@ApplicationScoped
public class SeriesReader {

    private static final int MINUTES_AN_HOUR = 60;

    private final Pool pool;
    private final MinuteBlocks blocks;
    private final Rollups rollups;
    private final HistorySettings settings;

    SeriesReader(Pool pool, MinuteBlocks blocks, Rollups rollups, HistorySettings settings) {
        this.pool = pool;
        this.blocks = blocks;
        this.rollups = rollups;
        this.settings = settings;
    }

    /**
     * The parts of some series in that stretch, by id and the beginning of the step.
     *
     * @param reading says what steps are counted from and how long they are
     * @param limit when so many parts are read, the remainder is left out
     */
    public Uni<Map<String, SortedMap<Instant, Part>>> parts(
            String accountId, List<String> ids, Stretch stretch, Reading reading, int limit) {
        if (stretch.source() == Source.HOUR) {
            return rollups.parts(ids, null, stretch, reading, limit);
        }
        Map<String, SortedMap<Instant, Part>> found = new TreeMap<>();
        return eachSlice(accountId, ids, stretch, () -> isEnough(found, limit), minutes -> add(minutes, reading, found))
                .replaceWith(found);
    }

    /**
     * The values of the samples of some series in that stretch of minutes, by id and the beginning of the step.
     *
     * @param limit when so many numbers are held, the remainder is left out
     */
    public Uni<Map<String, SortedMap<Instant, Spread>>> spreads(
            String accountId, List<String> ids, Stretch stretch, Reading reading, int limit) {
        Map<String, SortedMap<Instant, Spread>> found = new TreeMap<>();
        return eachSlice(
                        accountId,
                        ids,
                        stretch,
                        () -> held(found) >= limit,
                        minutes -> minutes.forEach((id, ofSeries) -> MinuteParts.spread(
                                ofSeries,
                                reading.from(),
                                reading.step(),
                                found.computeIfAbsent(id.toString(), first -> new TreeMap<>()))))
                .replaceWith(found);
    }

    /** How many numbers that is. */
    public static long held(Map<String, SortedMap<Instant, Spread>> spreads) {
        return spreads.values().stream()
                .flatMap(ofSeries -> ofSeries.values().stream())
                .mapToLong(Spread::size)
                .sum();
    }

    private Uni<Void> eachSlice(
            String accountId,
            List<String> ids,
            Stretch stretch,
            BooleanSupplier isEnough,
            Consumer<Map<UUID, List<SeriesPart>>> take) {
        Set<UUID> series = new HashSet<>();
        ids.forEach(id -> series.add(UUID.fromString(id)));
        return Multi.createFrom()
                .iterable(slices(stretch, series.size()))
                .onItem()
                .transformToUniAndConcatenate(slice -> isEnough.getAsBoolean()
                        ? Uni.createFrom().voidItem()
                        : minutes(accountId, series, slice).invoke(take).replaceWithVoid())
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** So many hours at a time that their minutes of so many series have room, one at least. */
    private List<Stretch> slices(Stretch stretch, int series) {
        long hours = Math.max(1, settings.minutesInMemory() / (MINUTES_AN_HOUR * Math.max(1L, series)));
        List<Stretch> slices = new ArrayList<>();
        Instant from = stretch.from();
        while (from.isBefore(stretch.to()) && series > 0) {
            Instant end = from.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(hours));
            Instant to = end.isBefore(stretch.to()) ? end : stretch.to();
            slices.add(new Stretch(stretch.source(), from, to));
            from = to;
        }
        return slices;
    }

    private static boolean isEnough(Map<String, SortedMap<Instant, Part>> found, int limit) {
        return found.values().stream().mapToInt(Map::size).sum() >= limit;
    }

    private static void add(
            Map<UUID, List<SeriesPart>> minutes, Reading reading, Map<String, SortedMap<Instant, Part>> found) {
        minutes.forEach((id, ofSeries) -> {
            SortedMap<Instant, Part> steps = found.computeIfAbsent(id.toString(), first -> new TreeMap<>());
            MinuteParts.inSteps(ofSeries, reading.from(), reading.step())
                    .forEach((at, part) -> steps.merge(at, part, Part::then));
        });
    }

    private Uni<Map<UUID, List<SeriesPart>>> minutes(String accountId, Set<UUID> series, Stretch slice) {
        Instant from = slice.from();
        Instant to = slice.to();
        List<Instant> hours = new ArrayList<>();
        for (Instant hour = from.truncatedTo(ChronoUnit.HOURS);
                hour.isBefore(to);
                hour = hour.plus(Source.HOUR.resolution())) {
            hours.add(hour);
        }
        Tuple earlier = Tuple.of(series.toArray(UUID[]::new), Rollups.time(from), Rollups.time(to));
        return pool.preparedQuery(RollupSql.READ_EARLIER).execute(earlier).chain(rows -> blocks.read(
                        accountId, hours, series)
                .chain(found -> MinuteBlocks.away(() -> together(rows, found, series, from, to))));
    }

    private static Map<UUID, List<SeriesPart>> together(
            RowSet<Row> earlier, RowSet<Row> blocks, Set<UUID> series, Instant from, Instant to) {
        MinuteParts minutes = new MinuteParts();
        for (Row row : earlier) {
            minutes.add(Rollups.seriesPart(row));
        }
        for (Row row : blocks) {
            MinuteBlock.decode(row.getBuffer("content").getBytes(), series::contains, minute -> {
                if (!minute.at().isBefore(from) && minute.at().isBefore(to)) {
                    minutes.add(minute);
                }
            });
        }
        return minutes.whole();
    }
}
