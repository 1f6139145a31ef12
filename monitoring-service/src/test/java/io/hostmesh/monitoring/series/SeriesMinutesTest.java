package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rollup.MinuteParts;
import io.hostmesh.monitoring.rollup.Samples;
import io.hostmesh.monitoring.rollup.SeriesPart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesMinutesTest {

    private static final long BEGIN = 1_800_000_000_000L;
    private static final int BODIES = 400;

    private static final UUID SERIES = new UUID(1, 2);

    private final Map<String, MinuteParts> kept = new TreeMap<>();

    private void keep(SeriesMinute minute) {
        kept.computeIfAbsent(minute.series().labels().toString(), first -> new MinuteParts())
                .add(new SeriesPart(SERIES, minute.at(), minute.part(), minute.samples()));
    }

    /** Nobody watches; what is over is kept, unless it is only remembered. */
    private final class Desk implements SeriesJudge.Watching<String> {
        boolean remembering;
        final SeriesJudge<String> judge = new SeriesJudge<>(this, new LabelHash(3), 1_000_000, 100);

        @Override
        public long generation() {
            return 1;
        }

        @Override
        public String[] watchersFor(String accountId, Labels labels, @Nullable String sender) {
            return new String[0];
        }

        @Override
        public void observe(String watcher, long takenAt, double value, long acceptedAt) {}

        @Override
        public SeriesMinutes minutes() {
            return remembering ? SeriesMinutes.NOWHERE : SeriesMinutesTest.this::keep;
        }

        @Override
        public void release(String accountId, Labels labels, @Nullable String sender, String[] watchers) {}
    }

    private record Body(String series, long takenAt, double value) {
        SeriesRecord record() {
            byte[] bytes = Bodies.first(takenAt, value, "__name__", series);
            return new SeriesRecord("acc_1", null, "req_1", takenAt * 1_000, 1, bytes, 0, bytes.length);
        }
    }

    private static List<Body> bodies(Random random) {
        List<Body> bodies = new ArrayList<>();
        long at = BEGIN;
        for (int index = 0; index < BODIES; index++) {
            at += random.nextInt(15_000);
            boolean late = random.nextInt(10) == 0;
            double value = random.nextInt(15) == 0 ? SeriesBatch.STALE : random.nextInt(1_000);
            bodies.add(new Body("s" + random.nextInt(3), late ? at - random.nextInt(100_000) : at, value));
        }
        return bodies;
    }

    /** All samples that are numbers, late or not, each once. */
    private static Map<String, Map<UUID, List<SeriesPart>>> expected(List<Body> bodies) {
        Map<String, SortedMap<Instant, SortedMap<Long, Double>>> samples = new TreeMap<>();
        for (Body body : bodies) {
            if (Double.isFinite(body.value())) {
                Instant at = Instant.ofEpochMilli(body.takenAt()).truncatedTo(ChronoUnit.MINUTES);
                samples.computeIfAbsent(body.series() + "{}", first -> new TreeMap<>())
                        .computeIfAbsent(at, first -> new TreeMap<>())
                        .merge(body.takenAt(), body.value(), Math::max);
            }
        }
        Map<String, Map<UUID, List<SeriesPart>>> minutes = new TreeMap<>();
        samples.forEach((series, of) -> {
            List<SeriesPart> whole = new ArrayList<>();
            of.forEach((at, values) -> {
                Samples all = Samples.of(values);
                whole.add(new SeriesPart(SERIES, at, all.part(), all));
            });
            minutes.put(series, Map.of(SERIES, whole));
        });
        return minutes;
    }

    private Map<String, Map<UUID, List<SeriesPart>>> whole() {
        Map<String, Map<UUID, List<SeriesPart>>> minutes = new TreeMap<>();
        kept.forEach((series, pieces) -> minutes.put(series, pieces.whole()));
        return minutes;
    }

    /** Some are read again by the next instance, as the one before did not come to say that it had them. */
    @Test
    void shouldKeepEverySampleInItsMinuteOnceHoweverLateWhenAnotherInstanceTakesOver() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Body> bodies = bodies(random);
            kept.clear();
            int takeover = random.nextInt(BODIES);
            int again = Math.max(0, takeover - random.nextInt(20));
            Desk before = new Desk();
            for (Body body : bodies.subList(0, takeover)) {
                before.judge.take(body.record());
                if (random.nextInt(20) == 0) {
                    before.judge.endMinutes(body.takenAt() - 60_000, SeriesMinutesTest.this::keep);
                }
            }
            before.judge.endMinutes(Long.MAX_VALUE, this::keep);
            Desk after = new Desk();
            after.remembering = true;
            bodies.subList(0, again).forEach(body -> after.judge.take(body.record()));
            after.remembering = false;
            bodies.subList(again, BODIES).forEach(body -> after.judge.take(body.record()));
            after.judge.endMinutes(Long.MAX_VALUE, this::keep);
            assertEquals(expected(bodies), whole(), "seed " + seed);
        }
    }

    @Test
    void shouldKnowASeriesByItsAccountSenderAndLabelsOnly() {
        byte[] labels = {1, 2};
        SeriesName name = new SeriesName("acc_1", null, labels);
        assertEquals(name.id(), new SeriesName("acc_1", null, labels.clone()).id());
        assertNotEquals(name.id(), new SeriesName("acc_2", null, labels).id());
        assertNotEquals(name.id(), new SeriesName("acc_1", "srv_1", labels).id());
        assertNotEquals(name.id(), new SeriesName("acc_1", null, new byte[] {1, 3}).id());
    }
}
