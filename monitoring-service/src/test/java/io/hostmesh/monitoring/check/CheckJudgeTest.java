package io.hostmesh.monitoring.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.CheckDefinition.Quorum;
import io.hostmesh.monitoring.check.CheckJudge.Result;
import io.hostmesh.monitoring.check.CheckJudge.State;
import io.hostmesh.monitoring.check.Outcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class CheckJudgeTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Example
    void shouldFailAfterTwoOfThreeAndRecoverAfterTwoOfThree() {
        assertEquals(State.UNKNOWN, decide(State.UNKNOWN, "F"));
        assertEquals(State.UNKNOWN, decide(State.UNKNOWN, "P"));
        assertEquals(State.PASSING, decide(State.UNKNOWN, "PP"));
        assertEquals(State.PASSING, decide(State.PASSING, "PPF"));
        assertEquals(State.FAILING, decide(State.PASSING, "PFF"));
        assertEquals(State.FAILING, decide(State.PASSING, "FPF"));
        assertEquals(State.FAILING, decide(State.FAILING, "FFP"));
        assertEquals(State.PASSING, decide(State.FAILING, "FPP"));
    }

    @Example
    void shouldNotDecideByResultsOfAPlaceThatCouldNotAskOrIsLongSilent() {
        assertEquals(State.FAILING, decide(State.FAILING, "--"));
        assertEquals(State.PASSING, decide(State.PASSING, "PP-----"));
        List<Result> old = List.of(
                new Result("north", NOW.minusSeconds(191), Verdict.PASSED, 1, null),
                new Result("north", NOW.minusSeconds(251), Verdict.PASSED, 1, null));
        assertEquals(
                State.FAILING,
                CheckJudge.decide(check(1, "north"), State.FAILING, old, NOW).state());
    }

    @Example
    void shouldAskForAsManyPlacesAsTheOwnerWants() {
        List<Result> results = new ArrayList<>(results("north", "FFF"));
        results.addAll(results("south", "PPP"));
        results.addAll(results("east", "PPP"));
        CheckDefinition two = check(2, "north", "south", "east");
        assertEquals(
                new CheckJudge.Decision(State.PASSING, "passes at 2 of 3 places"),
                CheckJudge.decide(two, State.UNKNOWN, results, NOW));

        results.addAll(results("south", "FFF").stream()
                .map(late -> new Result("south", late.at().plusSeconds(1), late.verdict(), 1, late.because()))
                .toList());
        assertEquals(
                new CheckJudge.Decision(State.FAILING, "fails at 2 of 3 places"),
                CheckJudge.decide(two, State.PASSING, results, NOW));
    }

    @Example
    void shouldNotRecoverBecauseAFailingPlaceFellSilent() {
        CheckDefinition two = check(2, "north", "south", "east");
        List<Result> results = new ArrayList<>(results("north", "FFF"));
        results.addAll(results("east", "PPP"));

        assertEquals(
                State.FAILING,
                CheckJudge.decide(two, State.FAILING, results, NOW).state());
    }

    @Example
    void shouldIgnorePlacesThatAreNotTheChecksAnyMore() {
        List<Result> results = new ArrayList<>(results("west", "FFF"));
        results.addAll(results("north", "PPP"));

        assertEquals(
                State.PASSING,
                CheckJudge.decide(check(1, "north"), State.PASSING, results, NOW)
                        .state());
    }

    @Property(tries = 300)
    void shouldDecideTheSameInAnyOrderAndChangeNothingWithoutResults(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        CheckDefinition check = check(1 + random.nextInt(2), "north", "south");
        List<Result> results = new ArrayList<>();
        for (String place : check.places()) {
            StringBuilder verdicts = new StringBuilder();
            for (int count = random.nextInt(6); count > 0; count--) {
                verdicts.append("PF-".charAt(random.nextInt(3)));
            }
            results.addAll(results(place, verdicts.toString()));
        }
        State before = List.of(State.values()).get(random.nextInt(3));
        State decided = CheckJudge.decide(check, before, results, NOW).state();
        Collections.shuffle(results, random);

        assertEquals(decided, CheckJudge.decide(check, before, results, NOW).state());
        assertEquals(before, CheckJudge.decide(check, before, List.of(), NOW).state());
        if (results.stream().noneMatch(result -> result.verdict() == Verdict.FAILED)) {
            assertTrue(decided == before || decided == State.PASSING);
        }
    }

    @Property(tries = 300)
    void shouldTakeTurnsInARhythm(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long millis,
            @ForAll @IntRange(min = 10, max = 86_400) int seconds,
            @ForAll @IntRange(max = 1_000) int check) {
        Duration interval = Duration.ofSeconds(seconds);
        Instant now = Instant.ofEpochMilli(millis);
        Instant next = Turns.next("chk_" + check, "north", interval, now);

        assertTrue(next.isAfter(now) && !next.isAfter(now.plus(interval)));
        assertEquals(next.plus(interval), Turns.next("chk_" + check, "north", interval, next));
        assertEquals(next, Turns.next("chk_" + check, "north", interval, next.minusMillis(1)));
    }

    @Example
    void shouldSpreadChecksOverTheInterval() {
        int[] quarters = new int[4];
        for (int check = 0; check < 400; check++) {
            Instant next = Turns.next("chk_" + check, "north", Duration.ofSeconds(60), NOW);
            quarters[(int) (Duration.between(NOW, next).toMillis() / 15_001)]++;
        }
        for (int quarter : quarters) {
            assertTrue(quarter > 60 && quarter < 140, "of 400: " + quarter);
        }
    }

    private static State decide(State before, String verdicts) {
        return CheckJudge.decide(check(1, "north"), before, results("north", verdicts), NOW)
                .state();
    }

    /** The last verdict is the newest: P passed, F failed, - not available. */
    private static List<Result> results(String place, String verdicts) {
        List<Result> results = new ArrayList<>();
        for (int index = 0; index < verdicts.length(); index++) {
            Verdict verdict =
                    switch (verdicts.charAt(index)) {
                        case 'P' -> Verdict.PASSED;
                        case 'F' -> Verdict.FAILED;
                        default -> Verdict.NOT_AVAILABLE;
                    };
            Instant at = NOW.minusSeconds(10L * (verdicts.length() - index));
            results.add(new Result(place, at, verdict, 1, verdict == Verdict.PASSED ? null : "because"));
        }
        return results;
    }

    private static CheckDefinition check(int failingPlaces, String... places) {
        return new CheckDefinition(
                "shop front",
                CheckType.HTTP,
                "http://a.example/",
                null,
                null,
                null,
                Expectation.none(),
                60,
                10,
                List.of(places),
                new Quorum(2, 3),
                new Quorum(2, 3),
                failingPlaces,
                true);
    }
}
