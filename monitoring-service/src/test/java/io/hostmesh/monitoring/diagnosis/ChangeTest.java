package io.hostmesh.monitoring.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.history.SampleSummaries.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ChangeTest {

    @Example
    void shouldRankWhatChangedMostAgainstItsOwnHabits() {
        List<Change> changes = Change.rank(
                List.of(
                        new Comparison("steady", 5, 50, 60, 50, 1),
                        new Comparison("cpu", 5, 90, 60, 30, 3),
                        new Comparison("noisy", 5, 50, 60, 30, 30),
                        new Comparison("frozen", 5, 100.3, 60, 100, 0),
                        new Comparison("new", 5, 1, 0, 0, 0),
                        new Comparison("seldom", 1, 99, 60, 1, 0)),
                3);

        assertEquals(
                List.of("cpu", "noisy", "frozen"),
                changes.stream().map(Change::metric).toList());
        assertEquals(20, changes.get(0).score(), 0.001);
        assertTrue(changes.get(2).score() < 1, "a third of a percent is nothing");
    }

    @Property(tries = 200)
    void shouldRankFinitelyAndTheSameAtAnyScale(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        List<Comparison> metrics = new ArrayList<>();
        List<Comparison> scaled = new ArrayList<>();
        for (int metric = 0; metric < 8; metric++) {
            double now = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 100;
            double before = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 100;
            double deviation = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 10;
            metrics.add(new Comparison("m" + metric, 10, now, 10, before, deviation));
            scaled.add(new Comparison("m" + metric, 10, now * 1024, 10, before * 1024, deviation * 1024));
        }

        List<Change> changes = Change.rank(metrics, 5);

        assertEquals(5, changes.size());
        assertTrue(changes.stream().allMatch(change -> Double.isFinite(change.score()) && change.score() >= 0));
        for (int place = 1; place < changes.size(); place++) {
            assertTrue(changes.get(place - 1).score() >= changes.get(place).score());
        }
        assertEquals(
                changes.stream().map(Change::score).toList(),
                Change.rank(scaled, 5).stream().map(Change::score).toList());
    }
}
