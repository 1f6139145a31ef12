package io.hostmesh.monitoring.check;

import io.hostmesh.monitoring.check.Outcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the newest results of each place how a check is. Each place decides by its own results, and so many places have
 * to agree. A place that reported nothing for long, or that cannot ask, has no say; where none has, nothing changes.
 */
final class CheckJudge {

    /** How a check is. */
    enum State {
        /** Not decided yet. */
        UNKNOWN,
        PASSING,
        FAILING
    }

    /** One result; {@code because} is null where it passed. */
    record Result(
            String place,
            Instant at,
            Verdict verdict,
            double latencyMillis,
            @Nullable String because) {}

    /** The state, and what made it so in a sentence. */
    record Decision(State state, String because) {}

    private CheckJudge() {}

    /** The results may be in any order; only as many as the definition asks for count. */
    static Decision decide(CheckDefinition check, State before, List<Result> results, Instant now) {
        Map<String, List<Result>> byPlace = new TreeMap<>();
        for (Result result : results) {
            if (check.places().contains(result.place())) {
                byPlace.computeIfAbsent(result.place(), unknown -> new ArrayList<>())
                        .add(result);
            }
        }
        int failing = 0;
        int passing = 0;
        for (List<Result> ofPlace : byPlace.values()) {
            State state = ofPlace(check, before, ofPlace, now);
            failing += state == State.FAILING ? 1 : 0;
            passing += state == State.PASSING ? 1 : 0;
        }
        if (failing >= check.failingPlaces()) {
            return new Decision(State.FAILING, "fails at " + failing + " of " + (failing + passing) + " places");
        }
        if (failing + passing == 0 || (failing > 0 && passing < check.failingPlaces() && before == State.FAILING)) {
            return new Decision(before, "not enough places have a say");
        }
        return new Decision(State.PASSING, "passes at " + passing + " of " + (failing + passing) + " places");
    }

    private static State ofPlace(CheckDefinition check, State before, List<Result> results, Instant now) {
        List<Result> newest = results.stream()
                .filter(result -> result.verdict() != Verdict.NOT_AVAILABLE)
                .sorted((one, other) -> other.at().compareTo(one.at()))
                .toList();
        if (newest.isEmpty() || newest.get(0).at().isBefore(now.minus(hearsay(check)))) {
            return State.UNKNOWN;
        }
        boolean fails = count(newest, check.failAfter().of(), Verdict.FAILED)
                >= check.failAfter().count();
        boolean recovers = count(newest, check.recoverAfter().of(), Verdict.PASSED)
                >= check.recoverAfter().count();
        if (fails == recovers) {
            return before;
        }
        return fails ? State.FAILING : State.PASSING;
    }

    /** The places whose newest result is a failure. */
    static List<String> failingPlaces(List<Result> results) {
        Map<String, Result> newest = new TreeMap<>();
        for (Result result : results) {
            newest.merge(result.place(), result, (one, other) -> one.at().isBefore(other.at()) ? other : one);
        }
        return newest.values().stream()
                .filter(result -> result.verdict() == Verdict.FAILED)
                .map(Result::place)
                .toList();
    }

    private static long count(List<Result> newest, int of, Verdict verdict) {
        return newest.stream()
                .limit(of)
                .filter(result -> result.verdict() == verdict)
                .count();
    }

    /** After three missed turns a place has no say any more. */
    private static Duration hearsay(CheckDefinition check) {
        return Duration.ofSeconds(3L * check.intervalSeconds() + check.timeoutSeconds());
    }
}
