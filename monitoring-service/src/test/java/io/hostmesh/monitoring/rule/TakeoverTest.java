package io.hostmesh.monitoring.rule;

import static io.hostmesh.monitoring.rule.Watching.SECOND;
import static io.hostmesh.monitoring.rule.Watching.named;
import static io.hostmesh.monitoring.rule.Watching.rule;
import static io.hostmesh.monitoring.rule.Watching.series;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.rule.AnomalySettings.Direction;
import io.hostmesh.monitoring.rule.Condition.Absence;
import io.hostmesh.monitoring.rule.Condition.Aggregate;
import io.hostmesh.monitoring.rule.Condition.Anomaly;
import io.hostmesh.monitoring.rule.Condition.Function;
import io.hostmesh.monitoring.rule.Condition.Rate;
import io.hostmesh.monitoring.rule.Condition.Ratio;
import io.hostmesh.monitoring.rule.Condition.Threshold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whenever the owner changes, the steps are those of an owner that never did: nothing fires twice, nothing is forgotten. An owner
 * dies with steps that it took but did not carry out; the next one has the books as they were carried out last, and the samples
 * of a bounded window.
 */
class TakeoverTest {

    private static final int HISTORIES = 40;
    private static final int BATCHES = 250;
    /** Of the window beyond the lookback: as long as samples may be on their way, and nobody may have looked at the time. */
    private static final long SLACK = 45 * SECOND;

    private record Point(Subject series, long takenAt, double value) {}

    private record Batch(long acceptedAt, List<Point> points) {}

    private record Open(String ruleId, Subject subject, Standing standing) {}

    private final Map<String, Long> steps = new TreeMap<>();

    /** What the next owner has of the samples that were judged. */
    private enum Samples {
        OF_A_WINDOW,
        AFTER_A_RECOLLECTION
    }

    /** What a book knew when so many batches were judged, after a way through its binary form. */
    private record Kept(int judgedUntil, Recollection recollection) {}

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheSameStepsWhereverTheOwnerChanges(Samples samples) {
        long anomalies = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            List<Rule> rules = rules(random, samples);
            List<Batch> history = history(random);
            Map<String, List<String>> expected = bySubject(run(rules, history, null, samples));
            Map<String, List<String>> actual = bySubject(run(rules, history, random, samples));
            for (Map.Entry<String, List<String>> story : expected.entrySet()) {
                assertEquals(story.getValue(), actual.get(story.getKey()), "history " + seed + " " + story.getKey());
            }
            assertEquals(expected.keySet(), actual.keySet());
            anomalies += actual.keySet().stream()
                    .filter(key -> key.startsWith("rul_8") || key.startsWith("rul_9"))
                    .count();
        }
        assertTrue(samples == Samples.OF_A_WINDOW || anomalies > 20, "anomalies are part of it: " + anomalies);
        assertTrue(
                steps.size() == Transition.Step.values().length
                        && steps.values().stream().allMatch(count -> count > 20),
                "every kind of step is part of it: " + steps);
    }

    /** With owners that come and go as the random numbers say, or with one owner where there are none. */
    private List<Transition> run(List<Rule> rules, List<Batch> history, @Nullable Random owners, Samples samples) {
        List<Transition> carriedOut = new ArrayList<>();
        Map<String, Open> books = new LinkedHashMap<>();
        RuleBook book = new RuleBook();
        List<Transition> found = new ArrayList<>();
        book.learn(rules, 0, found);
        int judgedUntil = 0;
        int next = 0;
        Kept kept = new Kept(0, Recollection.NONE);
        while (next < history.size()) {
            judge(book, history.get(next++), found);
            if (owners == null || owners.nextInt(3) > 0) {
                carryOut(found, carriedOut, books);
                judgedUntil = next;
                if (owners != null && samples == Samples.AFTER_A_RECOLLECTION && owners.nextInt(6) == 0) {
                    kept = new Kept(
                            next,
                            RecollectionCodec.decode(RecollectionCodec.encode(book.recollection(Long.MAX_VALUE))));
                }
            }
            if (owners != null && owners.nextInt(12) == 0) {
                found.clear();
                book = samples == Samples.OF_A_WINDOW
                        ? takeOver(rules, history, judgedUntil, books)
                        : takeOver(rules, history, judgedUntil, books, kept, owners.nextInt(10));
                next = judgedUntil;
            }
        }
        book.tick(history.get(history.size() - 1).acceptedAt() + 500 * SECOND, found);
        carryOut(found, carriedOut, books);
        return carriedOut;
    }

    private static void judge(RuleBook book, Batch batch, List<Transition> found) {
        book.tick(batch.acceptedAt(), found);
        for (Point point : batch.points()) {
            for (Watcher watcher : book.watchersFor(point.series())) {
                watcher.observe(point.takenAt(), point.value(), batch.acceptedAt(), found);
            }
        }
        book.settle(batch.acceptedAt(), found);
    }

    private void carryOut(List<Transition> found, List<Transition> carriedOut, Map<String, Open> books) {
        for (Transition transition : found) {
            String key = transition.rule().id() + transition.subject();
            if (transition.standing().phase() == Phase.INACTIVE) {
                books.remove(key);
            } else {
                books.put(key, new Open(transition.rule().id(), transition.subject(), transition.standing()));
            }
            steps.merge(transition.step().name(), 1L, Long::sum);
        }
        carriedOut.addAll(found);
        found.clear();
    }

    private static RuleBook takeOver(List<Rule> rules, List<Batch> history, int judgedUntil, Map<String, Open> books) {
        RuleBook book = new RuleBook();
        book.learn(rules, 0, new ArrayList<>());
        for (Open open : books.values()) {
            assertTrue(book.resume(open.ruleId(), open.subject(), open.standing()));
        }
        long last = judgedUntil == 0 ? 0 : history.get(judgedUntil - 1).acceptedAt();
        book.rememberUntil(last);
        for (Batch batch : history.subList(0, judgedUntil)) {
            if (batch.acceptedAt() >= last - book.lookback() - SLACK) {
                remember(book, batch);
            }
        }
        return book;
    }

    /** From what was kept, samples that are part of it, and those that came after it. */
    private static RuleBook takeOver(
            List<Rule> rules, List<Batch> history, int judgedUntil, Map<String, Open> books, Kept kept, int again) {
        RuleBook book = new RuleBook();
        book.learn(rules, 0, new ArrayList<>());
        book.goOn(kept.recollection());
        for (Open open : books.values()) {
            assertTrue(book.resume(open.ruleId(), open.subject(), open.standing()));
        }
        history.subList(Math.max(0, kept.judgedUntil() - again), judgedUntil).forEach(batch -> remember(book, batch));
        return book;
    }

    private static void remember(RuleBook book, Batch batch) {
        for (Point point : batch.points()) {
            for (Watcher watcher : book.watchersFor(point.series())) {
                watcher.remember(point.takenAt(), point.value(), batch.acceptedAt());
            }
        }
        book.settleRemembered(batch.acceptedAt());
    }

    /** What happened to each subject of each rule, in order. */
    private static Map<String, List<String>> bySubject(List<Transition> transitions) {
        Map<String, List<String>> stories = new TreeMap<>();
        for (Transition transition : transitions) {
            stories.computeIfAbsent(
                            transition.rule().id() + " " + transition.subject().labels(), key -> new ArrayList<>())
                    .add(transition.step() + "@" + transition.at() + "=" + transition.value());
        }
        return stories;
    }

    private static List<Rule> rules(Random random, Samples samples) {
        long missing = 20L + random.nextInt(40);
        Level level = new Level(Comparison.ABOVE, 70, 40 + random.nextInt(31));
        List<Condition> conditions = new ArrayList<>(List.of(
                new Threshold(Selector.of("cpu"), level),
                new Rate(
                        Selector.of("requests"),
                        (20 + random.nextInt(60)) * SECOND,
                        true,
                        new Level(Comparison.ABOVE, 3, 2)),
                new Ratio(
                        Selector.of("cpu"),
                        Selector.of("requests"),
                        List.of(Subject.SERVER),
                        new Level(Comparison.ABOVE, 1, 0.5)),
                new Absence(Selector.of("cpu"), (10 + random.nextInt(120)) * SECOND, List.of()),
                new Absence(new Selector(null, List.of()), 40 * SECOND, List.of(Subject.SERVER)),
                new Aggregate(Selector.of("cpu"), Function.MEAN, 0, List.of(Subject.GROUP), level),
                new Aggregate(Selector.of("cpu"), Function.PERCENTILE, 80, List.of(Subject.GROUP), level),
                new Aggregate(
                        Selector.of("cpu"),
                        Function.SUM,
                        0,
                        List.of(Subject.GROUP),
                        new Level(Comparison.BELOW, 60, 90))));
        if (samples == Samples.AFTER_A_RECOLLECTION) {
            // A window says nothing of what was usual before it.
            conditions.add(anomaly(0));
            conditions.add(anomaly(20 * SECOND));
        }
        List<Rule> rules = new ArrayList<>();
        for (Condition condition : conditions) {
            long pendingFor = random.nextInt(3) * 15L;
            rules.add(named(
                    "rul_" + rules.size(),
                    rule(condition, condition instanceof Absence ? 0 : pendingFor, random.nextInt(3) * 15L, missing)));
        }
        return rules;
    }

    /** With figures that are unusual now and then, after a short training. */
    private static Condition anomaly(long bucket) {
        return new Anomaly(
                Selector.of("cpu"),
                new AnomalySettings(bucket, 6, 0.6, 0.01, 4, Direction.ANY),
                new Level(Comparison.ABOVE, 1.2, 1));
    }

    /** Batches of three servers that go silent now and then, with late, repeated, odd and stale samples. */
    private static List<Batch> history(Random random) {
        List<Batch> history = new ArrayList<>();
        double[] counters = new double[3];
        long[] silentUntil = new long[3];
        double mood = 50;
        // An hour ends on the way.
        long now = 1_000_500 * SECOND;
        for (int number = 0; number < BATCHES; number++) {
            now += random.nextInt(6) * SECOND;
            mood = Math.max(10, Math.min(90, mood + random.nextInt(31) - 15));
            int server = random.nextInt(3);
            if (random.nextInt(25) == 0) {
                silentUntil[server] = now + random.nextInt(200) * SECOND;
            }
            List<Point> points = new ArrayList<>();
            if (now >= silentUntil[server]) {
                counters[server] = random.nextInt(15) == 0 ? random.nextInt(20) : counters[server] + random.nextInt(80);
                long takenAt = now + (random.nextInt(8) == 0 ? -random.nextInt(40) : random.nextInt(4) - 2) * SECOND;
                points.add(new Point(
                        series("cpu", "srv_" + server), takenAt, odd(random, mood + random.nextInt(21) - 10)));
                points.add(new Point(series("requests", "srv_" + server), takenAt, odd(random, counters[server])));
            }
            history.add(new Batch(now, points));
        }
        return history;
    }

    private static double odd(Random random, double value) {
        return switch (random.nextInt(60)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Watching.STALE;
            default -> value;
        };
    }
}
