package io.hostmesh.monitoring.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.kit.id.Ids;
import io.hostmesh.monitoring.rollup.Part;
import io.hostmesh.monitoring.rollup.Reading;
import io.hostmesh.monitoring.rollup.Reading.Stretch;
import io.hostmesh.monitoring.rollup.Source;
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
import org.junit.jupiter.api.Test;

/** What PostgreSQL makes of samples, beside what the pure code makes of the same. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
class RollupTest {

    private static final Instant BEGIN =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));
    private static final Instant END = BEGIN.plus(Duration.ofHours(2));

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
        for (Instant at = BEGIN; at.isBefore(END); at = at.plusMillis(1 + random.nextInt(60_000))) {
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
                        .addOffsetDateTime(Rollups.time(END)))
                .replaceWithVoid());
    }

    private SortedMap<Instant, Part> joined(SortedMap<Instant, Double> samples, Duration step) {
        SortedMap<Instant, Part> steps = new TreeMap<>();
        samples.forEach((at, value) -> {
            long since = Duration.between(BEGIN, at).toMillis();
            steps.merge(BEGIN.plusMillis(since - since % step.toMillis()), Part.of(at, value), Part::then);
        });
        return steps;
    }

    private SortedMap<Instant, Part> read(Source source, Duration step) {
        Reading reading = new Reading(source, BEGIN, END, step);
        Map<String, SortedMap<Instant, Part>> all =
                await(rollups.parts(List.of(server), "jobs", new Stretch(source, BEGIN, END), reading, 1_000));
        return all.getOrDefault(server, new TreeMap<>());
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(20));
    }
}
