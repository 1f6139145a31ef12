package io.hostmesh.monitoring.rule;

import static io.hostmesh.monitoring.rule.Watching.STALE;
import static io.hostmesh.monitoring.rule.Watching.rule;
import static io.hostmesh.monitoring.rule.Watching.series;
import static io.hostmesh.monitoring.rule.Watching.threshold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hostmesh.monitoring.rule.Transition.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Levels over single series: steps, and what odd samples mean. */
class LevelTest {

    private static final Subject CPU = series("cpu", "srv_1");

    private static String story(Rule rule, double... values) {
        Watching watching = new Watching(rule);
        for (int index = 0; index < values.length; index++) {
            watching.at(index * 10L, CPU, values[index]);
        }
        return watching.story();
    }

    @Test
    void shouldFireAtTheSampleAndResolveOnlyBelowTheClearValue() {
        assertEquals("FIRED@10 RESOLVED@40", story(threshold(85, 75, 0, 0, 60), 50, 86, 80, 76, 75, 80, 85));
    }

    @Test
    void shouldJudgeDownwardsLikewise() {
        Rule rule = rule(new Condition.Threshold(Selector.of("cpu"), new Level(Comparison.AT_MOST, 10, 20)), 0, 0, 60);
        assertEquals("FIRED@10 RESOLVED@30", story(rule, 11, 10, 20, 21, 15));
    }

    @Test
    void shouldHoldForTheTimeBeforeItFires() {
        assertEquals(
                "PENDED@10 LAPSED@20 PENDED@30 FIRED@50", story(threshold(85, 75, 20, 0, 60), 1, 90, 80, 90, 90, 90));
    }

    @Test
    void shouldFireWhenTheTimeIsOverAlthoughTheNextSampleIsNotDueYet() {
        Watching watching =
                new Watching(threshold(85, 75, 15, 0, 60)).at(10, CPU, 90).until(25);
        assertEquals("PENDED@10", watching.story());
        assertEquals("PENDED@10 FIRED@25", watching.until(26).story());
    }

    @Test
    void shouldKeepFiringForTheTime() {
        Rule rule = threshold(85, 75, 0, 25, 60);
        assertEquals("FIRED@10 CLEARING@20 REKINDLED@30 CLEARING@40", story(rule, 1, 90, 1, 90, 1, 80));
        assertEquals("FIRED@0 CLEARING@10 RESOLVED@35", story(rule, 90, 1, 1, 1, 1));
    }

    @Test
    void shouldNeitherResolveNorFireWhileDataIsMissing() {
        Watching firing =
                new Watching(threshold(85, 75, 0, 30, 60)).at(0, CPU, 90).until(10_000);
        assertEquals("FIRED@0 DATA_MISSED@60", firing.story());
        assertEquals(
                "FIRED@0 DATA_MISSED@60 DATA_RETURNED@10000",
                firing.at(10_000, CPU, 80).story());
        Watching clearing = new Watching(threshold(85, 75, 0, 90, 60))
                .at(0, CPU, 90)
                .at(1, CPU, 1)
                .until(10_000);
        assertEquals("FIRED@0 CLEARING@1 DATA_MISSED@61", clearing.story());
        assertEquals(
                "FIRED@0 CLEARING@1 DATA_MISSED@61 DATA_RETURNED@10000 RESOLVED@10000",
                clearing.at(10_000, CPU, 1).story());
        Watching pending =
                new Watching(threshold(85, 75, 90, 0, 60)).at(0, CPU, 90).until(10_000);
        assertEquals("PENDED@0 DATA_MISSED@60", pending.story());
        assertEquals(
                "PENDED@0 DATA_MISSED@60 PENDED@10000 LAPSED@10010",
                pending.at(10_000, CPU, 90).at(10_010, CPU, 1).story());
    }

    @Test
    void shouldNotBeMovedByLateOrRepeatedSamples() {
        Watching watching = new Watching(threshold(85, 75, 0, 0, 60))
                .at(10, CPU, 90)
                .at(9, 11, CPU, 1)
                .at(10, 12, CPU, 1);
        assertEquals("FIRED@10", watching.story());
    }

    @Test
    void shouldTakeTheTimesOfABacklogFromItsSamples() {
        Watching watching = new Watching(threshold(85, 75, 30, 0, 60));
        for (long taken = 0; taken <= 40; taken += 10) {
            watching.at(taken, 1000, CPU, 90);
        }
        assertEquals("PENDED@0 FIRED@30", watching.story());
    }

    @Test
    void shouldNotLetASendersClockMoveTheTimes() {
        Watching ahead = new Watching(threshold(85, 75, 20, 0, 60))
                .at(100, 80, CPU, 90)
                .at(110, 90, CPU, 90)
                .at(120, 100, CPU, 90);
        assertEquals("PENDED@80 FIRED@100", ahead.story());
        Watching behind = new Watching(threshold(85, 75, 20, 0, 60))
                .at(0, 500, CPU, 90)
                .at(10, 510, CPU, 90)
                .at(20, 520, CPU, 90);
        assertEquals("PENDED@0 FIRED@20", behind.story());
    }

    @Test
    void shouldKnowWhatIsNoOrdinaryNumber() {
        assertEquals("FIRED@10", story(threshold(85, 75, 0, 0, 60), 1, Double.POSITIVE_INFINITY, Double.NaN, 90));
        assertEquals("FIRED@10 RESOLVED@20", story(threshold(85, 75, 0, 0, 60), 1, 90, Double.NEGATIVE_INFINITY));
        assertEquals(
                "FIRED@10 DATA_MISSED@20 DATA_RETURNED@30 RESOLVED@30",
                story(threshold(85, 75, 0, 0, 60), 1, 90, STALE, 1));
        assertEquals(
                "PENDED@10 DATA_MISSED@20 PENDED@30 FIRED@50",
                story(threshold(85, 75, 20, 0, 60), 1, 90, STALE, 90, 90, 90));
        assertEquals("", story(threshold(85, 75, 0, 0, 60), Double.NaN, STALE, STALE, 1));
    }

    @Test
    void shouldShowTheSamplesThatMadeItSo() {
        Watching watching = new Watching(threshold(85, 75, 20, 0, 60))
                .at(0, CPU, 1)
                .at(10, CPU, 90)
                .at(20, CPU, 95)
                .at(30, CPU, 99);
        Transition fired = watching.transitions.get(1);
        assertEquals(
                List.of(
                        new Sample(10 * Watching.SECOND, 90),
                        new Sample(20 * Watching.SECOND, 95),
                        new Sample(30 * Watching.SECOND, 99)),
                fired.samples());
        assertEquals(99, fired.value());
    }

    @Test
    void shouldKeepTheFirstSampleOfALongEpisodeAndTheNewest() {
        Watching watching = new Watching(threshold(85, 75, 1000, 0, 60));
        for (int second = 0; second < 100; second++) {
            watching.at(second, CPU, 100 + second);
        }
        List<Sample> samples = watching.at(100, CPU, 1).transitions.get(1).samples();
        assertEquals(16, samples.size());
        assertEquals(new Sample(0, 100), samples.get(0));
        assertEquals(new Sample(86 * Watching.SECOND, 186), samples.get(1));
        assertEquals(new Sample(100 * Watching.SECOND, 1), samples.get(15));
    }

    @Test
    void shouldRefuseALevelThatIsLeftBeforeItIsReached() {
        assertThrows(IllegalArgumentException.class, () -> new Level(Comparison.ABOVE, 75, 85));
        assertThrows(IllegalArgumentException.class, () -> new Level(Comparison.BELOW, 85, 75));
        assertThrows(IllegalArgumentException.class, () -> new Level(Comparison.ABOVE, Double.NaN, 75));
    }
}
