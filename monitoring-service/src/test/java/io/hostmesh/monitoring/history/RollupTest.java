package io.hostmesh.monitoring.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.monitoring.history.SeriesStore.Found;
import io.hostmesh.monitoring.label.MatcherReader;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import io.hostmesh.monitoring.rollup.Source;
import io.hostmesh.monitoring.series.Bodies;
import io.hostmesh.monitoring.series.SeriesMinute;
import io.hostmesh.monitoring.series.SeriesName;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        await(runner.run());
        write(samples);
        await(runner.run());
        await(runner.run());

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
        for (String id : all.series().keySet()) {
            assertEquals(
                    Map.of(id, new TreeMap<>(Map.of(minute, whole))),
                    parts(List.of(id), null, Source.MINUTE, Source.MINUTE.resolution()));
        }
        assertEquals(1, find(account, "code=200").series().size());
        assertEquals(1, find(account, "hostmesh_server=" + server).series().size());
        assertEquals(0, find(account + "x", "code=200").series().size());
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
