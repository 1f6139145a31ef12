package io.hostmesh.monitoring.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.label.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesJudgeTest {

    private static final long NOW = 1_800_000_000_000L;

    private final Watched watched = new Watched();
    private final SeriesJudge<String> judge = new SeriesJudge<>(watched, new LabelHash(7), 1_000_000, 10_000);

    /** Watches every series under its labels, and notes what it is told. */
    private static final class Watched implements SeriesJudge.Watching<String> {
        final List<String> observed = new ArrayList<>();
        final List<String> released = new ArrayList<>();
        final Map<String, Double> newest = new HashMap<>();
        long generation = 1;

        @Nullable
        Labels labels;

        int asked;

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public String[] watchersFor(String accountId, Labels labels, @Nullable String sender) {
            asked++;
            this.labels = labels;
            return new String[] {accountId + " " + sender + " " + labels};
        }

        @Override
        public void observe(String watcher, long takenAt, double value, long acceptedAt) {
            observed.add(watcher + " " + (takenAt / 1_000 - NOW) + " " + value);
            newest.put(watcher, value);
        }

        @Override
        public void release(String accountId, Labels labels, @Nullable String sender, String[] watchers) {
            released.add(watchers[0]);
        }
    }

    private static SeriesRecord record(String account, @Nullable String server, long acceptedAt, byte[] body) {
        return new SeriesRecord(account, server, "req_1", acceptedAt, 1, body, 0, body.length);
    }

    private void take(byte[] body) {
        judge.take(record("acc_1", null, NOW * 1_000, body));
    }

    @Test
    void shouldHandOnNewSamplesAndNoLateOnes() {
        take(Bodies.first(NOW, 1, "__name__", "a"));
        take(Bodies.first(NOW + 1, 2, "__name__", "a"));
        take(Bodies.first(NOW, 3, "__name__", "a"));
        take(Bodies.first(NOW + 1, 4, "__name__", "a"));
        assertEquals(List.of("acc_1 null a{} 0 1.0", "acc_1 null a{} 1 2.0"), watched.observed);
        assertEquals(2, judge.late());
        assertEquals(1, watched.asked);
    }

    @Test
    void shouldTellAccountsAndSendersApart() {
        byte[] body = Bodies.first(NOW, 1, "__name__", "a");
        judge.take(record("acc_1", null, 1, body));
        judge.take(record("acc_2", null, 1, body));
        judge.take(record("acc_1", "srv_1", 1, body));
        judge.take(record("acc_1", "srv_2", 1, body));
        assertEquals(4, judge.size());
        assertEquals(
                List.of(
                        "acc_1 null a{} 0 1.0",
                        "acc_2 null a{} 0 1.0",
                        "acc_1 srv_1 a{} 0 1.0",
                        "acc_1 srv_2 a{} 0 1.0"),
                watched.observed);
    }

    /** Those who watch keep the labels of each series. */
    @Test
    void shouldGiveSeriesTheSameTextsWhereTheirLabelsAreEqual() {
        take(Bodies.first(NOW, 1, "__name__", "a", "job", "node-exporter"));
        Labels first = Objects.requireNonNull(watched.labels);
        take(Bodies.first(NOW, 1, "__name__", "b", "job", "node-exporter"));
        Labels second = Objects.requireNonNull(watched.labels);
        assertSame(first.name(1), second.name(1));
        assertSame(first.get("job"), second.get("job"));
        assertEquals("b", second.get("__name__"));
    }

    @Test
    void shouldAskForWatchersAgainOnceTheyMayBeOthers() {
        take(Bodies.first(NOW, 1, "__name__", "a"));
        watched.generation++;
        take(Bodies.first(NOW + 1, 1, "__name__", "a"));
        take(Bodies.first(NOW + 2, 1, "__name__", "a"));
        assertEquals(2, watched.asked);
    }

    @Test
    void shouldFindEachSeriesWhateverTheOrderOfABody() {
        Random random = new Random(1);
        List<Integer> order = new ArrayList<>();
        for (int series = 0; series < 3_000; series++) {
            order.add(series);
        }
        for (int round = 1; round <= 6; round++) {
            if (round % 2 == 0) {
                Collections.shuffle(order, random);
            }
            WriteRequestWriter writer = new WriteRequestWriter();
            for (int series : order) {
                // Labels that begin with all of another series' labels.
                String[] labels = series % 3 == 0
                        ? new String[] {"__name__", "a", "b", "" + series / 3}
                        : new String[] {"__name__", "a", "b", "" + series / 3, "c", "" + series % 3};
                Bodies.add(writer, NOW + round, series * 10 + round, labels);
            }
            take(Bodies.compressed(writer));
        }
        assertEquals(3_000, judge.size());
        assertEquals(3_000, watched.asked);
        assertEquals(0, judge.late());
        assertEquals(18_000, watched.observed.size());
        for (int series = 0; series < 3_000; series++) {
            String labels = series % 3 == 0
                    ? "a{b=\"" + series / 3 + "\"}"
                    : "a{b=\"" + series / 3 + "\", c=\"" + series % 3 + "\"}";
            assertEquals(series * 10 + 6.0, watched.newest.get("acc_1 null " + labels), labels);
        }
    }

    @Test
    void shouldForgetIdleSeriesAndTakeThemForNewAfterThat() {
        WriteRequestWriter writer = new WriteRequestWriter();
        Bodies.add(writer, NOW, 1, "__name__", "a");
        Bodies.add(writer, NOW, 1, "__name__", "b");
        judge.take(record("acc_1", null, 1_000, Bodies.compressed(writer)));
        judge.take(record("acc_1", null, 2_000, Bodies.first(NOW + 1, 1, "__name__", "a")));
        judge.forget(2_000);
        assertEquals(1, judge.size());
        assertEquals(List.of("acc_1 null b{}"), watched.released);
        judge.take(record("acc_1", null, 3_000, Bodies.compressed(writer)));
        assertEquals("acc_1 null b{} 0 1.0", watched.observed.get(3));
        judge.forget(4_000);
        assertEquals(0, judge.size());
    }

    @Test
    void shouldFollowNoMoreSeriesThanAnAccountMayHave() {
        SeriesJudge<String> small = new SeriesJudge<>(watched, new LabelHash(7), 1_000, 2);
        for (String name : List.of("a", "b", "c", "a")) {
            small.take(record("acc_1", null, 1, Bodies.first(NOW, 1, "__name__", name)));
        }
        assertEquals(2, small.size());
        assertEquals(1, small.untracked());
    }

    @Test
    void shouldRefuseBytesThatAreNoBody() {
        byte[] good = Bodies.first(NOW, 1, "__name__", "a");
        assertThrows(MalformedBodyException.class, () -> take(Arrays.copyOf(good, good.length - 3)));
        assertThrows(MalformedBodyException.class, () -> take(new byte[] {1, 2}));
        assertTrue(watched.observed.isEmpty());
    }
}
