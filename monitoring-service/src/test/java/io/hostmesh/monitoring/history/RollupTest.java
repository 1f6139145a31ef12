package io.hostmesh.monitoring.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.monitoring.history.RollupDues.Due;
import io.hostmesh.monitoring.history.SeriesStore.Found;
import io.hostmesh.monitoring.label.MatcherReader;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import io.hostmesh.monitoring.rollup.Samples;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.rollup.Spread;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.monitoring.series.SeriesMinute;
import io.hostmesh.monitoring.series.SeriesName;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What PostgreSQL makes of samples, beside what the pure code makes of the same. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class RollupTest {

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));
    private final Instant stop = start.plus(Duration.ofHours(2));

    @Inject
    @SuppressWarnings("NullAway.Init")
    SeriesStore store;

    private final String server = new Ids().next("srv");

    @Inject
    @SuppressWarnings("NullAway.Init")
    Pool pool;

    @Inject
    @SuppressWarnings("NullAway.Init")
    RollupDues dues;

    @Inject
    @SuppressWarnings("NullAway.Init")
    RollupRunner runner;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Rollups rollups;

    @Inject
    @SuppressWarnings("NullAway.Init")
    SeriesReader reader;

    @Inject
    @SuppressWarnings("NullAway.Init")
    HistorySettings settings;

    @Test
    void shouldSayTheSameAsTheSamplesHoweverLateAndOftenTheyCame() {
        SortedMap<Instant, Double> samples = new TreeMap<>();
        Random random = new Random(4);
        for (Instant at = start; at.isBefore(stop); at = at.plusMillis(1 + random.nextInt(60_000))) {
            samples.put(at, (double) random.nextInt(1_000));
        }
        SortedMap<Instant, Double> inTime = new TreeMap<>(samples);
        inTime.keySet().removeIf(at -> at.toEpochMilli() % 3 == 0);
        write(inTime);
        rollUp();
        write(samples);
        rollUp();

        SortedMap<Instant, Part> minutes = joined(samples, Source.MINUTE.resolution());
        assertEquals(minutes, read(Source.RAW, Source.MINUTE.resolution()));
        assertEquals(minutes, read(Source.MINUTE, Source.MINUTE.resolution()));
        SortedMap<Instant, Part> hours = joined(samples, Source.HOUR.resolution());
        assertEquals(hours, read(Source.MINUTE, Source.HOUR.resolution()));
        assertEquals(hours, read(Source.HOUR, Source.HOUR.resolution()));
        assertEquals(joined(samples, Duration.ofHours(2)), read(Source.HOUR, Duration.ofHours(2)));
    }

    @Test
    void shouldJoinTheMinutesOfSeriesInWhateverOrderInstancesWriteThem() {
        SortedMap<Instant, Double> samples = new TreeMap<>();
        Instant minute = start.plusSeconds(600);
        for (int second = 0; second < 60; second++) {
            samples.put(minute.plusSeconds(second), (double) (second * 7 % 30));
        }
        String account = new Ids().next("acc");
        SeriesName api = Bodies.series(account, null, "__name__", "requests", "job", "api\0", "code", "200");
        SeriesName web = Bodies.series(account, server, "__name__", "requests", "job", "web");
        Part whole = part(samples);
        Part begin = part(samples.headMap(minute.plusSeconds(20)));
        Part middle = part(samples.subMap(minute.plusSeconds(20), minute.plusSeconds(40)));
        Part end = part(samples.tailMap(minute.plusSeconds(40)));
        List<SeriesMinute> first = List.of(new SeriesMinute(api, minute, middle), new SeriesMinute(web, minute, begin));
        await(store.write(first));
        await(store.write(List.of(new SeriesMinute(api, minute, end), new SeriesMinute(web, minute, middle))));
        await(store.write(List.of(new SeriesMinute(api, minute, begin), new SeriesMinute(web, minute, end))));
        await(store.write(first));

        Found all = find(account, "job=~\".+\"");
        assertEquals(2, all.series().size());
        assertEquals(
                Set.of(new TreeMap<>(Map.of(minute, whole))),
                Set.copyOf(minutes(account, all.series().keySet(), Source.MINUTE.resolution())
                        .values()));
        assertEquals(1, find(account, "code=200").series().size());
        assertEquals(1, find(account, "hostmesh_server=" + server).series().size());
        assertEquals(0, find(account + "x", "code=200").series().size());
    }

    /** Every second sample comes after its hour was rolled up, and some twice. */
    @Test
    void shouldHaveEachSampleOfASeriesOnceHoweverLateItCame() {
        Random random = new Random(12);
        String account = new Ids().next("acc");
        SeriesName series = Bodies.series(account, null, "__name__", "requests", "job", "late");
        String id = series.id().toString();
        SortedMap<Instant, Double> samples = new TreeMap<>();
        List<SeriesMinute> inTime = new ArrayList<>();
        List<SeriesMinute> late = new ArrayList<>();
        for (Instant at = start; at.isBefore(stop); at = at.plusSeconds(15)) {
            double value = random.nextInt(1_000);
            samples.put(at, value);
            Samples one = Samples.of(new TreeMap<>(Map.of(at.toEpochMilli(), value)));
            SeriesMinute piece = new SeriesMinute(series, at.truncatedTo(ChronoUnit.MINUTES), one.part(), one);
            (samples.size() % 2 == 0 ? late : inTime).add(piece);
        }
        await(store.write(inTime));
        rollUp();
        late.addAll(inTime.subList(0, 50));
        Collections.shuffle(late, random);
        await(store.write(late));

        SortedMap<Instant, Part> hours = joined(samples, Source.HOUR.resolution());
        for (boolean rolledUp : new boolean[] {false, true}) {
            if (rolledUp) {
                rollUp();
                assertEquals(Map.of(id, hours), parts(List.of(id), null, Source.HOUR, Source.HOUR.resolution()));
            }
            assertEquals(
                    Map.of(id, joined(samples, Source.MINUTE.resolution())),
                    minutes(account, List.of(id), Source.MINUTE.resolution()));
            Spread hour = Objects.requireNonNull(spreads(account, id).get(start));
            assertEquals(240, hour.size());
            double median = samples.headMap(start.plusSeconds(3_600)).values().stream()
                    .sorted()
                    .skip(119)
                    .limit(2)
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            assertEquals(new Spread.Estimate(median, 0), hour.percentile(50));
        }
    }

    private SortedMap<Instant, Spread> spreads(String account, String id) {
        Reading reading = new Reading(Source.MINUTE, start, stop, Source.HOUR.resolution());
        return await(reader.spreads(account, List.of(id), new Stretch(Source.MINUTE, start, stop), reading, 100_000))
                .getOrDefault(id, new TreeMap<>());
    }

    /**
     * Minutes of many series, some in pieces, some twice, some of the time before there were blocks; merged in parts by the root's
     * grandchildren, so that blocks above them have series of several.
     */
    @Test
    void shouldSayTheSameOfSeriesBeforeAndAfterTheirHoursAreRolledUp() {
        Random random = new Random(9);
        String account = new Ids().next("acc");
        SortedMap<String, SortedMap<Instant, Part>> expected = new TreeMap<>();
        List<SeriesMinute> pieces = new ArrayList<>();
        List<SeriesMinute> earlier = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            SeriesName series = Bodies.series(account, null, "__name__", "requests", "number", "" + number);
            SortedMap<Instant, Part> minutes = new TreeMap<>();
            for (Instant at = start; at.isBefore(stop); at = at.plusSeconds(60L * (1 + random.nextInt(20)))) {
                Part first = Part.of(at.plusMillis(random.nextInt(30_000)), random.nextInt(1_000));
                Part second = Part.of(at.plusMillis(30_000 + random.nextInt(30_000)), random.nextInt(1_000));
                minutes.put(at, first.then(second));
                boolean isEarlier = at.isBefore(start.plusSeconds(1_800));
                (isEarlier ? earlier : pieces).add(new SeriesMinute(series, at, first));
                (isEarlier ? earlier : pieces).add(new SeriesMinute(series, at, second));
                if (!isEarlier && random.nextInt(10) == 0) {
                    pieces.add(new SeriesMinute(series, at, first));
                }
            }
            expected.put(series.id().toString(), minutes);
        }
        earlier.forEach(this::writeAsRow);
        Collections.shuffle(pieces, random);
        SeriesMinute late = pieces.remove(pieces.size() - 1);
        for (int from = 0; from < pieces.size(); from += 100) {
            await(store.write(pieces.subList(from, Math.min(pieces.size(), from + 100))));
        }
        HistorySettings narrow = new NarrowSettings(settings, 100, 8, Duration.ZERO, Duration.ZERO);
        MinuteBlocks blocks = new MinuteBlocks(pool, narrow);
        await(new SeriesHours(pool, blocks, narrow).rollUp(start));
        await(store.write(List.of(late)));

        SortedMap<String, SortedMap<Instant, Part>> hours = new TreeMap<>();
        expected.forEach((id, minutes) -> hours.put(
                id,
                new TreeMap<>(Map.of(
                        start,
                        whole(minutes.subMap(start, start.plusSeconds(3_600))),
                        start.plusSeconds(3_600),
                        whole(minutes.tailMap(start.plusSeconds(3_600)))))));
        assertFalse(await(rollups.rolledUp(Instant.now())).hours().isAfter(start));
        assertEquals(expected, minutes(account, expected.keySet(), Source.MINUTE.resolution()));
        assertEquals(hours, minutes(account, expected.keySet(), Source.HOUR.resolution()));
        rollUp();
        assertEquals(expected, minutes(account, expected.keySet(), Source.MINUTE.resolution()));
        assertEquals(0, unmerged(account));
        assertEquals(hours, minutes(account, expected.keySet(), Source.HOUR.resolution()));
        assertEquals(hours, parts(List.copyOf(expected.keySet()), null, Source.HOUR, Source.HOUR.resolution()));
    }

    /** An hour that is not over, so that nobody else claims it. */
    @Test
    void shouldRollAnHourUpWhenNoMoreComesOfItOrThatGoesOnForTooLong() {
        Instant hour = start.plus(Duration.ofDays(365));
        TreeSet<Instant> hours = new TreeSet<>(Set.of(hour));
        await(dues.mark(Source.HOUR, hours));
        assertTrue(claim(hour).isEmpty());
        age("marked_at", "90 minutes", hour);
        assertTrue(claim(hour).isPresent());

        await(dues.mark(Source.HOUR, hours));
        assertTrue(claim(hour).isEmpty());
        age("waits_since", "25 hours", hour);
        Due tooLong = claim(hour).orElseThrow();

        await(dues.mark(Source.HOUR, hours));
        await(dues.settle(tooLong));
        assertTrue(claim(hour).isEmpty());
        age("marked_at", "90 minutes", hour);
        await(dues.settle(claim(hour).orElseThrow()));
        age("waits_since", "25 hours", hour);
        assertTrue(claim(hour).isEmpty());
    }

    private Optional<Due> claim(Instant hour) {
        HistorySettings patient = new NarrowSettings(settings, 100, 8, Duration.ofHours(1), Duration.ofDays(1));
        List<Due> claimed = await(dues.claim("test", hour.plus(Duration.ofHours(2)), 1_000_000, patient));
        await(dues.release("test", claimed));
        return claimed.stream().filter(due -> due.at().equals(hour)).findFirst();
    }

    private void age(String column, String by, Instant hour) {
        await(pool.preparedQuery("update rollup_due set %1$s = %1$s - interval '%2$s' where level = 2 and at = $1"
                        .formatted(column, by))
                .execute(Tuple.of(Rollups.time(hour))));
    }

    /** Until it is done, whoever does it. */
    private void rollUp() {
        Await.until("all is rolled up", () -> {
            for (Instant hour = start; hour.isBefore(stop); hour = hour.plus(Source.HOUR.resolution())) {
                age("marked_at", "1 hour", hour);
            }
            await(runner.run());
            return await(pool.preparedQuery("select from rollup_due where at >= $1 and at < $2")
                                    .execute(Tuple.of(Rollups.time(start), Rollups.time(stop))))
                            .size()
                    == 0;
        });
    }

    private static Part whole(SortedMap<Instant, Part> minutes) {
        return minutes.values().stream().reduce(Part::then).orElseThrow();
    }

    /** As they were written before there were blocks: pieces joined, one row a minute. */
    private void writeAsRow(SeriesMinute minute) {
        Part part = minute.part();
        await(pool.preparedQuery("""
            insert into rollup_minute as kept values ($1, $2, 1, $3, $3, $3, $4, $3, $4, $3, 0)
            on conflict (series, at) do update set count = 2, sum = kept.sum + excluded.sum,
              min = least(kept.min, excluded.min), max = greatest(kept.max, excluded.max),
              last_at = excluded.last_at, last = excluded.last,
              increase = case when excluded.first >= kept.last then excluded.first - kept.last else excluded.first end
            """)
                .execute(Tuple.of(
                        minute.series().id(), Rollups.time(minute.at()), part.sum(), Rollups.time(part.firstAt()))));
        await(dues.mark(Source.HOUR, new TreeSet<>(Set.of(minute.at().truncatedTo(ChronoUnit.HOURS)))));
    }

    private long unmerged(String account) {
        return await(
                pool.preparedQuery("select count(*) as rows from series_minutes where account_id = $1 and not merged")
                        .execute(Tuple.of(account))
                        .map(rows -> rows.iterator().next().getLong("rows")));
    }

    private Map<String, SortedMap<Instant, Part>> minutes(String account, Collection<String> ids, Duration step) {
        Reading reading = new Reading(Source.MINUTE, start, stop, step);
        return await(
                reader.parts(account, List.copyOf(ids), new Stretch(Source.MINUTE, start, stop), reading, 100_000));
    }

    private Found find(String account, String matcher) {
        return await(store.find(account, "requests", List.of(MatcherReader.read(matcher)), start, 10));
    }

    private static Part part(SortedMap<Instant, Double> samples) {
        return samples.entrySet().stream()
                .map(sample -> Part.of(sample.getKey(), sample.getValue()))
                .reduce(Part::then)
                .orElseThrow();
    }

    private void write(SortedMap<Instant, Double> samples) {
        TreeSet<Instant> minutes = new TreeSet<>();
        samples.keySet().forEach(at -> minutes.add(at.truncatedTo(ChronoUnit.MINUTES)));
        await(dues.mark(Source.MINUTE, minutes));
        OffsetDateTime[] times = samples.keySet().stream().map(Rollups::time).toArray(OffsetDateTime[]::new);
        await(pool.preparedQuery("""
            insert into sample select $1, 'jobs', unnest($2::timestamptz[]), unnest($3::float8[]), $4
            on conflict do nothing\
            """)
                .execute(Tuple.of(server)
                        .addArrayOfOffsetDateTime(times)
                        .addArrayOfDouble(samples.values().toArray(Double[]::new))
                        .addOffsetDateTime(Rollups.time(stop)))
                .replaceWithVoid());
    }

    private SortedMap<Instant, Part> joined(SortedMap<Instant, Double> samples, Duration step) {
        SortedMap<Instant, Part> steps = new TreeMap<>();
        samples.forEach((at, value) -> {
            long since = Duration.between(start, at).toMillis();
            steps.merge(start.plusMillis(since - since % step.toMillis()), Part.of(at, value), Part::then);
        });
        return steps;
    }

    private SortedMap<Instant, Part> read(Source source, Duration step) {
        return parts(List.of(server), "jobs", source, step).getOrDefault(server, new TreeMap<>());
    }

    private Map<String, SortedMap<Instant, Part>> parts(
            List<String> keys, @Nullable String metric, Source source, Duration step) {
        Reading reading = new Reading(source, start, stop, step);
        return await(rollups.parts(keys, metric, new Stretch(source, start, stop), reading, 1_000));
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(20));
    }
}
