package io.hostmesh.monitoring.rule;

import static io.hostmesh.monitoring.rule.Watching.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.rule.AnomalySettings.Direction;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnomalyRuleTest {

    private static Condition.Anomaly anomaly(int bucketSeconds, int training, Direction direction) {
        return new Condition.Anomaly(
                Selector.of("cpu"),
                new AnomalySettings(bucketSeconds * SECOND, training, 0.995, 0.1, 24, direction),
                new Level(Comparison.ABOVE, 3, 2));
    }

    private static Subject series(int number) {
        Labels labels = Labels.of(Map.of(Labels.NAME, "cpu", "instance", Integer.toString(number)));
        return new Subject("acc_1", labels, null, null, "acc_1");
    }

    @Test
    void shouldFireAboutWhatIsUnusualOnceItHasLearnedAndNotBefore() {
        Watching watching = new Watching(Watching.rule(anomaly(10, 30, Direction.ANY), 0, 0, 300));
        watching.at(0, series(1), 53);
        for (int second = 10; second < 600; second += 10) {
            watching.at(second, series(1), 50 + second / 10 % 3);
        }
        assertEquals("", watching.story());
        watching.at(600, series(1), 95).at(610, series(1), 51);
        assertEquals("FIRED@610", watching.story());
        for (int second = 620; second < 700; second += 10) {
            watching.at(second, series(1), 51);
        }
        assertTrue(watching.story().startsWith("FIRED@610 RESOLVED@"), watching.story());
    }

    @Test
    void shouldLookOneWayAlone() {
        Watching watching = new Watching(Watching.rule(anomaly(10, 30, Direction.BELOW), 0, 0, 300));
        for (int second = 0; second < 600; second += 10) {
            watching.at(second, series(1), 50 + second / 10 % 3);
        }
        watching.at(600, series(1), 95).at(610, series(1), 5).at(620, series(1), 51);
        assertEquals("FIRED@620", watching.story());
    }

    /** Over three weeks, so that every hour of the day and of the week is known. */
    @Test
    void shouldGoOnWithWhatAnotherHadLearnedWhereverThatStopped() {
        Condition.Anomaly condition = anomaly(600, 30, Direction.ANY);
        AnomalyModel whole = new AnomalyModel(condition.settings());
        AnomalyModel inParts = new AnomalyModel(condition.settings());
        Random random = new Random(7);
        int most = 0;
        for (int sample = 0; sample < 3 * 7 * 24 * 12; sample++) {
            long at = sample * 300L * SECOND;
            double value = 50 + 20 * Math.sin(sample / 45.8) + random.nextGaussian();
            assertEquals(whole.add(at, value), inParts.add(at, value));
            if (random.nextInt(20) == 0) {
                long[] figures = inParts.figures();
                most = Math.max(most, figures.length);
                inParts = new AnomalyModel(condition.settings());
                inParts.goOn(figures);
            }
        }
        assertEquals(6 + 3 * 194, most, "every range is known, and so many figures can be read by every version");
    }

    /** As in a snapshot of before learning was part of it, or where there is no room. */
    @Test
    void shouldLearnAnewWhatWasNotKept() {
        Rule rule = Watching.rule(anomaly(10, 30, Direction.ANY), 0, 0, 300);
        Watching watching = new Watching(rule);
        for (int second = 0; second < 600; second += 10) {
            watching.at(second, series(1), 50 + second / 10 % 3).at(second, series(2), 50 + second / 10 % 3);
        }
        assertEquals(1, learned(watching.book.recollection(1)), "the first one that there is any room for");
        assertEquals(2, learned(watching.book.recollection(Long.MAX_VALUE)));
        for (long room : new long[] {0, Long.MAX_VALUE}) {
            Watching next = new Watching(rule);
            next.book.goOn(RecollectionCodec.decode(RecollectionCodec.encode(watching.book.recollection(room))));
            next.at(600, series(1), 95).at(610, series(1), 51);
            assertEquals(room == 0 ? "" : "FIRED@610", next.story());
        }
    }

    private static long learned(Recollection recollection) {
        return recollection.judgements().stream()
                .filter(judgement -> judgement.series().get(0).figures().length > 0)
                .count();
    }

    @Test
    void shouldLearnABoundedNumberOfSeriesOfAnAccountAndForgetWhatIsDropped() {
        Watching watching = new Watching(Watching.rule(anomaly(10, 30, Direction.ANY), 0, 0, 300));
        int watched = 0;
        for (int number = 0; number < 2_100; number++) {
            watched += watching.book.watchersFor(series(number)).length;
        }
        assertEquals(2_000, watched);
        assertEquals(1, watching.book.watchersFor(series(0)).length);
        watching.book.drop("rul_1", 0, watching.transitions);
        watching.book.learn(
                java.util.List.of(Watching.rule(anomaly(10, 30, Direction.ANY), 0, 0, 300)), 0, watching.transitions);
        assertEquals(1, watching.book.watchersFor(series(2_050)).length);
    }
}
