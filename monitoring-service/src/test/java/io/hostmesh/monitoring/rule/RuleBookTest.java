package io.hostmesh.monitoring.rule;

import static io.hostmesh.monitoring.rule.Watching.SECOND;
import static io.hostmesh.monitoring.rule.Watching.STALE;
import static io.hostmesh.monitoring.rule.Watching.rule;
import static io.hostmesh.monitoring.rule.Watching.series;
import static io.hostmesh.monitoring.rule.Watching.threshold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.rule.Condition.Absence;
import io.hostmesh.monitoring.rule.Condition.Aggregate;
import io.hostmesh.monitoring.rule.Condition.Function;
import io.hostmesh.monitoring.rule.Condition.Rate;
import io.hostmesh.monitoring.rule.Condition.Ratio;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conditions beyond single numbers, and the life of rules. */
class RuleBookTest {

    private static final Subject ONE = series("cpu", "srv_1");
    private static final Subject TWO = series("cpu", "srv_2");

    private static Level above(double bound) {
        return new Level(Comparison.ABOVE, bound, bound);
    }

    private static Rule aggregate(Function function, double percentile, double bound) {
        return rule(
                new Aggregate(Selector.of("cpu"), function, percentile, List.of(Subject.GROUP), above(bound)),
                0,
                0,
                60);
    }

    private static Rule absence(long after, long keepFiringFor, String... by) {
        return rule(new Absence(Selector.of("cpu"), after * SECOND, List.of(by)), 0, keepFiringFor, 60);
    }

    private static Rule ratio(double bound) {
        return rule(
                new Ratio(Selector.of("errors"), Selector.of("requests"), List.of(Subject.SERVER), above(bound)),
                0,
                0,
                60);
    }

    @Test
    void shouldTakeARateThroughTheResetOfACounter() {
        Rule rule = rule(new Rate(Selector.of("cpu"), 160 * SECOND, true, above(9)), 0, 0, 60);
        Watching watching =
                new Watching(rule).at(0, ONE, 1000).at(10, ONE, 1050).at(20, ONE, 50);
        assertEquals("", watching.story());
        assertEquals("FIRED@30", watching.at(30, ONE, 300).story());
        assertEquals((50 + 50 + 250) / 30.0, watching.transitions.get(0).value());
    }

    @Test
    void shouldTakeTheFallOfAGaugeAsAFall() {
        Level falling = new Level(Comparison.BELOW, -1, -1);
        Rule rule = rule(new Rate(Selector.of("cpu"), 160 * SECOND, false, falling), 0, 0, 60);
        assertEquals(
                "FIRED@10", new Watching(rule).at(0, ONE, 100).at(10, ONE, 50).story());
    }

    @Test
    void shouldForgetWhatLeftTheWindow() {
        Rule rule = rule(new Rate(Selector.of("cpu"), 160 * SECOND, true, above(5)), 0, 0, 3600);
        Watching watching = new Watching(rule).at(0, ONE, 0).at(10, ONE, 100);
        for (long second = 20; second < 400; second += 10) {
            watching.at(second, ONE, 100);
        }
        assertEquals("FIRED@10 RESOLVED@20", watching.story());
        assertEquals(Double.NaN, new RateWindow(160, true).add(0, 1), "a single sample has no rate");
    }

    @Test
    void shouldJudgeAMeanOncePerBatchOverFreshMembers() {
        Watching watching =
                new Watching(aggregate(Function.MEAN, 0, 50)).at(0, ONE, 40).at(0, TWO, 80);
        assertEquals("FIRED@0", watching.story());
        assertEquals(60, watching.transitions.get(0).value());
        assertEquals("FIRED@0 RESOLVED@10", watching.at(10, TWO, 50).story());
    }

    @Test
    void shouldNeitherResolveNorFireBecauseAMemberIsMissing() {
        Watching hot =
                new Watching(aggregate(Function.MEAN, 0, 50)).at(0, ONE, 40).at(0, TWO, 80);
        hot.at(30, ONE, 40).at(61, ONE, 40);
        assertEquals("FIRED@0", hot.story());
        assertEquals("FIRED@0 RESOLVED@62", hot.at(62, TWO, 10).story());
        Level idle = new Level(Comparison.BELOW, 30, 30);
        Watching cold = new Watching(
                rule(new Aggregate(Selector.of("cpu"), Function.SUM, 0, List.of(Subject.GROUP), idle), 0, 0, 60));
        cold.at(0, ONE, 20).at(0, TWO, 20);
        assertEquals("FIRED@0 RESOLVED@0", cold.story(), "the first member alone is less than the bound");
        assertEquals("FIRED@0 RESOLVED@0", cold.at(50, ONE, 20).at(61, ONE, 20).story());
        assertEquals("FIRED@0 RESOLVED@0 FIRED@121", cold.at(121, ONE, 20).story());
    }

    @Test
    void shouldLetAMemberGoWhoseSeriesEnded() {
        Watching watching =
                new Watching(aggregate(Function.MAX, 0, 50)).at(0, ONE, 40).at(0, TWO, 80);
        assertEquals(
                "FIRED@0 RESOLVED@20",
                watching.at(10, TWO, STALE).at(20, ONE, 40).story());
    }

    @Test
    void shouldInterpolatePercentiles() {
        Watching watching = new Watching(aggregate(Function.PERCENTILE, 75, 32)).at(0, ONE, 10);
        for (int member = 2; member <= 4; member++) {
            watching.at(0, series("cpu", "srv_" + member), member * 10);
        }
        assertEquals("FIRED@0", watching.at(1, series("cpu", "srv_4"), 40).story());
        assertEquals(32.5, watching.transitions.get(0).value());
    }

    @Test
    void shouldJudgeARatioOnlyWhenBothSidesAreThere() {
        Subject errors = series("errors", "srv_1");
        Subject requests = series("requests", "srv_1");
        Watching watching = new Watching(ratio(0.1)).at(0, errors, 5);
        assertEquals("", watching.at(1, requests, 0).story());
        assertEquals("FIRED@2", watching.at(2, requests, 10).story());
        assertEquals(
                "FIRED@2 DATA_MISSED@62",
                watching.at(70, requests, 1000).until(100).story());
        assertEquals(
                "FIRED@2 DATA_MISSED@62 DATA_RETURNED@101 RESOLVED@101",
                watching.at(101, errors, 1).story());
    }

    @Test
    void shouldJoinARatioOnItsLabelsOnly() {
        Watching watching = new Watching(ratio(0.1))
                .at(0, series("requests", "srv_1"), 10)
                .at(0, series("errors", "srv_2"), 10)
                .at(1, series("errors", "srv_1", Map.of("code", "500")), 0.6)
                .at(1, series("errors", "srv_1", Map.of("code", "502")), 0.6);
        assertEquals("FIRED@1", watching.story());
        assertEquals("srv_1", watching.transitions.get(0).subject().serverId());
    }

    @Test
    void shouldFireWhenNothingComesAndPendAsSoonAsDataIsMissing() {
        Watching watching = new Watching(absence(300, 0)).at(0, ONE, 1).until(1000);
        assertEquals("PENDED@0 FIRED@300", watching.story());
        assertEquals(
                "PENDED@0 FIRED@300 RESOLVED@1000", watching.at(1000, ONE, 1).story());
        assertEquals(
                "FIRED@30", new Watching(absence(30, 0)).at(0, ONE, 1).until(50).story());
    }

    @Test
    void shouldEndAnAbsenceByAnyWordButTheEndOfTheSeries() {
        Watching watching = new Watching(absence(30, 0))
                .at(0, ONE, 1)
                .at(20, ONE, Double.NaN)
                .at(40, ONE, STALE);
        assertEquals("FIRED@50", watching.until(60).story());
    }

    @Test
    void shouldMissAServerOnlyWhenNothingOfItComes() {
        Rule rule = rule(new Absence(new Selector(null, List.of()), 30 * SECOND, List.of(Subject.SERVER)), 0, 0, 60);
        Watching watching = new Watching(rule);
        for (long second = 0; second <= 100; second += 10) {
            watching.at(second, second % 20 == 0 ? ONE : series("memory", "srv_1"), 1);
        }
        assertEquals("FIRED@130", watching.until(131).story());
        assertEquals("srv_1", watching.transitions.get(0).subject().serverId());
    }

    @Test
    void shouldCountAbsencesAnewAfterAnInterruption() {
        Watching watching = new Watching(absence(30, 0)).at(0, ONE, 1);
        watching.book.restart(25 * SECOND);
        assertEquals("", watching.until(50).story());
        assertEquals("FIRED@55", watching.until(56).story());
    }

    @Test
    void shouldKeepAnAbsenceForAWhileAndRekindleIt() {
        Watching watching = new Watching(absence(30, 50)).at(0, ONE, 1).until(40);
        watching.at(40, ONE, 1).until(200);
        assertEquals("FIRED@30 CLEARING@40 REKINDLED@70", watching.story());
        watching.at(200, ONE, 1).at(220, ONE, 1).at(240, ONE, 1).until(260);
        assertTrue(watching.story().endsWith("CLEARING@200 RESOLVED@250"), watching.story());
    }

    @Test
    void shouldResolveWhatADeletedRuleAndAGoneServerHaveOpen() {
        Watching watching =
                new Watching(threshold(85, 75, 0, 0, 60)).at(0, ONE, 90).at(0, TWO, 90);
        watching.book.serverGone("srv_1", "the server was deleted", 5 * SECOND, watching.transitions);
        watching.book.drop("rul_1", 6 * SECOND, watching.transitions);
        assertEquals("FIRED@0 FIRED@0 RESOLVED@5 RESOLVED@6", watching.story());
        assertEquals(0, watching.book.watchersFor(ONE).length);
    }

    @Test
    void shouldGoOnWithWhatIsOpenWhenARuleChangesItsBounds() {
        Watching watching = new Watching(threshold(85, 75, 0, 0, 60)).at(0, ONE, 90);
        long before = watching.book.generation();
        watching.book.learn(List.of(versioned(threshold(95, 92, 0, 0, 60), 2)), 5 * SECOND, watching.transitions);
        assertTrue(watching.book.generation() > before);
        assertEquals("FIRED@0 RESOLVED@10", watching.at(10, ONE, 91).story());
        watching.book.learn(List.of(versioned(threshold(10, 10, 0, 0, 60), 1)), 15 * SECOND, watching.transitions);
        assertEquals("FIRED@0 RESOLVED@10", watching.at(20, ONE, 91).story(), "an older version changes nothing");
        Watching joined = new Watching(aggregate(Function.MAX, 0, 50)).at(0, ONE, 80);
        joined.book.learn(List.of(versioned(threshold(50, 50, 0, 0, 60), 2)), 5 * SECOND, joined.transitions);
        assertEquals("FIRED@0 RESOLVED@5", joined.story());
    }

    private static Rule versioned(Rule rule, long version) {
        return new Rule(
                rule.id(),
                rule.accountId(),
                rule.name(),
                rule.severity(),
                rule.condition(),
                rule.pendingFor(),
                rule.keepFiringFor(),
                rule.missingAfter(),
                rule.labels(),
                version);
    }

    @Test
    void shouldApplyARuleForEveryServerUntilAnAccountDoesNotWantIt() {
        Rule own = threshold(85, 75, 0, 0, 60);
        Rule everywhere =
                new Rule("rul_all", null, "busy", Severity.WARNING, own.condition(), 0, 0, 60 * SECOND, Map.of(), 1);
        Subject noServer = new Subject("acc_1", ONE.labels(), null, null, "acc_1");
        Subject stranger = new Subject("acc_2", ONE.labels(), "srv_9", null, "srv_9");
        Watching watching =
                new Watching(everywhere).at(0, ONE, 90).at(0, stranger, 90).at(0, noServer, 90);
        watching.book.want("acc_1", "rul_all", false, 5 * SECOND, watching.transitions);
        watching.at(10, ONE, 1).at(20, ONE, 90);
        assertEquals("FIRED@0 FIRED@0 RESOLVED@5", watching.story());
        watching.book.want("acc_1", "rul_all", true, 25 * SECOND, watching.transitions);
        assertEquals(
                "FIRED@0 FIRED@0 RESOLVED@5 FIRED@30", watching.at(30, ONE, 90).story());
    }

    @Test
    void shouldGiveTheSameWatchersAgainAndNoneToAStranger() {
        RuleBook book = new Watching(threshold(85, 75, 0, 0, 60)).book;
        assertSame(book.watchersFor(ONE)[0], book.watchersFor(ONE)[0]);
        assertEquals(0, book.watchersFor(new Subject("acc_2", ONE.labels(), null, null, "acc_2")).length);
        assertEquals(0, book.watchersFor(series("memory", "srv_1")).length);
    }

    @Test
    void shouldLetGoOfAQuietSeriesButNotOfWhatIsOpen() {
        Watching watching =
                new Watching(threshold(85, 75, 0, 0, 60)).at(0, ONE, 1).at(0, TWO, 90);
        Watcher[] quiet = watching.book.watchersFor(ONE);
        watching.book.release(ONE, quiet);
        watching.book.release(TWO, watching.book.watchersFor(TWO));
        assertTrue(watching.book.watchersFor(ONE)[0] != quiet[0]);
        assertEquals("FIRED@0 RESOLVED@10", watching.at(10, TWO, 1).story());
    }
}
