package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rollup.Part;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesMinutesTest {

    private static final long BEGIN = 1_800_000_000_000L;
    private static final int BODIES = 400;

    private final Map<String, Part> kept = new TreeMap<>();

    private static String key(String series, Instant at) {
        return series + " " + at;
    }

    private void keep(SeriesMinute minute) {
        kept.merge(key(minute.series().labels().toString(), minute.at()), minute.part(), Part::then);
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
            at += random.nextInt(5_000);
            boolean late = random.nextInt(10) == 0;
            double value = random.nextInt(15) == 0 ? SeriesBatch.STALE : random.nextInt(1_000);
            bodies.add(new Body("s" + random.nextInt(3), late ? at - random.nextInt(100_000) : at, value));
        }
        return bodies;
    }

    /** Samples that are no numbers, and those not newer than one before, are in no minute. */
    private static Map<String, Part> expected(List<Body> bodies) {
        Map<String, Long> newest = new TreeMap<>();
        Map<String, Part> minutes = new TreeMap<>();
        for (Body body : bodies) {
            if (body.takenAt() <= newest.getOrDefault(body.series(), 0L)) {
                continue;
            }
            newest.put(body.series(), body.takenAt());
            Instant at = Instant.ofEpochMilli(body.takenAt());
            if (Double.isFinite(body.value())) {
                minutes.merge(
                        key(body.series() + "{}", at.truncatedTo(ChronoUnit.MINUTES)),
                        Part.of(at, body.value()),
                        Part::then);
            }
        }
        return minutes;
    }

    @Test
    void shouldKeepEverySampleInItsMinuteOnceWhenAnotherInstanceTakesOver() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Body> bodies = bodies(random);
            kept.clear();
            int takeover = random.nextInt(BODIES);
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
            bodies.subList(0, takeover).forEach(body -> after.judge.take(body.record()));
            after.remembering = false;
            bodies.subList(takeover, BODIES).forEach(body -> after.judge.take(body.record()));
            after.judge.endMinutes(Long.MAX_VALUE, this::keep);
            assertEquals(expected(bodies), kept, "seed " + seed);
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
