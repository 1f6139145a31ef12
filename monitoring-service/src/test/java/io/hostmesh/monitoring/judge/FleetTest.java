package io.hostmesh.monitoring.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.monitoring.judge.GroupFact.Target;
import io.hostmesh.monitoring.judge.ServerFact.Presence;
import io.hostmesh.monitoring.sample.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class FleetTest {

    private static final long SECOND = 1_000_000;
    private static final String CPU = "cpu_utilization_percent";

    private static final List<Presence> PRESENCES = List.of(Presence.values());

    private Fleet fleet = new Fleet(JudgeSettings.defaults());

    @Example
    void shouldFireAtTheFirstSampleAboveTheTolerance() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);

        assertEquals(List.of(), push("a", 1, 66.0));
        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, only(push("a", 2, 66.1)));

        assertEquals(Kind.OVERLOAD, fired.kind());
        assertEquals(66.1, fired.measurement().value());
        assertEquals(60, fired.measurement().target());
        assertEquals(1, fired.measurement().measured());
        assertEquals(0, fired.measurement().missing());
        assertEquals(2_000, fired.measurement().newestSampleAt().toEpochMilli());
        assertEquals(2_000, fired.measurement().acceptedAt().toEpochMilli());
        assertEquals(66.1, fired.evidence().get(0).points().get(0).value());
    }

    @Example
    void shouldSayAgainEachSecondWithTheNewestFiguresAndResolveOnce() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        push("a", 1, 90);

        assertEquals(List.of(), pushAt("a", 1.2, 95));
        Verdict.StillFiring still = assertInstanceOf(Verdict.StillFiring.class, only(push("a", 2, 97)));
        assertEquals(97, still.measurement().value());
        Verdict.Resolved resolved = assertInstanceOf(Verdict.Resolved.class, only(push("a", 3, 60)));
        assertEquals(60, Objects.requireNonNull(resolved.measurement()).value());
        assertEquals(List.of(), push("a", 4, 60));
    }

    @Example
    void shouldMeasureTheMeanOfFreshMembersAndCountTheMissing() {
        group(60, 0.1, 3);
        member("a", Presence.EXPECTED);
        member("b", Presence.EXPECTED);
        member("c", Presence.EXPECTED);
        push("b", 1, 50);
        push("a", 8, 20);

        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, only(push("c", 9, 120)));

        assertEquals(70, fired.measurement().value());
        assertEquals(2, fired.measurement().measured());
        assertEquals(1, fired.measurement().missing());
        assertEquals(2, fired.evidence().size());
    }

    @Example
    void shouldNotBeUnderloadedAtTheMinimum() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        assertEquals(List.of(), push("a", 1, 5));

        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, only(memberAt("b", Presence.EXPECTED, 2)));
        assertEquals(Kind.UNDERLOAD, fired.kind());

        Verdict.Resolved resolved = assertInstanceOf(Verdict.Resolved.class, only(memberAt("b", Presence.ABSENT, 2.5)));
        assertEquals("the group may not have fewer members", resolved.because());
    }

    @Example
    void shouldNotBeUnderloadedWithItsLastMemberWhateverItsMinimum() {
        group(60, 0.1, 0);
        member("a", Presence.EXPECTED);
        assertEquals(List.of(), push("a", 1, 5));
    }

    @Example
    void shouldTurnFromUnderloadToOverloadThroughResolved() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        member("b", Presence.EXPECTED);
        push("a", 1, 5);

        List<Verdict> findings = push("b", 2, 200);

        assertEquals(2, findings.size());
        assertEquals(
                Kind.UNDERLOAD,
                assertInstanceOf(Verdict.Resolved.class, findings.get(0)).kind());
        assertEquals(
                Kind.OVERLOAD,
                assertInstanceOf(Verdict.Fired.class, findings.get(1)).kind());
    }

    @Example
    void shouldNeitherResolveNorReverseBecauseAMemberIsMissing() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        member("b", Presence.EXPECTED);
        push("b", 1, 20);
        push("a", 2, 150);

        assertEquals(List.of(), push("b", 8, 20));
        assertEquals(List.of(), push("b", 9, 20));

        List<Verdict> back = push("a", 10, 30);
        assertEquals(
                Kind.OVERLOAD,
                assertInstanceOf(Verdict.Resolved.class, back.get(0)).kind());
        assertEquals(
                Kind.UNDERLOAD,
                assertInstanceOf(Verdict.Fired.class, back.get(1)).kind());
    }

    @Example
    void shouldResolveWhenTheMissingMemberIsKnownToBeGone() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        member("b", Presence.EXPECTED);
        push("b", 1, 58);
        push("a", 2, 150);
        push("b", 8, 58);

        Verdict.Resolved resolved = assertInstanceOf(Verdict.Resolved.class, only(memberAt("a", Presence.ABSENT, 8.1)));
        assertEquals(58, Objects.requireNonNull(resolved.measurement()).value());
    }

    @Example
    void shouldIgnoreLateAndRepeatedSamples() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        push("a", 10, 60);

        assertEquals(List.of(), findings(batch("a", 9 * SECOND, 11 * SECOND, 500)));
        assertEquals(List.of(), findings(batch("a", 10 * SECOND, 11 * SECOND, 500)));
    }

    @Example
    void shouldJudgeByTheNewestOfABatchWhateverItsOrder() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        SampleBatch batch = new SampleBatch.Builder("a", "grp", "acc", "req")
                .add(CPU, 3 * SECOND, 60)
                .add(CPU, SECOND, 500)
                .add("memory_resident_bytes", 4 * SECOND, 900)
                .add(CPU, 2 * SECOND, 500)
                .build(4 * SECOND);

        assertEquals(List.of(), findings(batch));
    }

    @Example
    void shouldTreatASampleWithoutANumberAsMissing() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        push("a", 1, 90);

        assertEquals(List.of(), push("a", 2, Double.NaN));
        assertEquals(List.of(), push("a", 3, Double.POSITIVE_INFINITY));
        assertInstanceOf(Verdict.StillFiring.class, only(push("a", 4, 90)));
    }

    @Example
    void shouldCountAMemberByItsSamplesBeforeItIsMadeKnown() {
        group(60, 0.1, 1);
        push("a", 1, 50);

        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, only(push("b", 1, 100)));
        assertEquals(2, fired.measurement().measured());
        assertEquals(0, fired.measurement().missing());
    }

    @Example
    void shouldJudgeAtOnceWhenTheTargetComesAfterTheSamples() {
        assertEquals(List.of(), push("a", 1, 90));
        assertInstanceOf(Verdict.Fired.class, only(groupAt(60, 0.1, 1, 1.1)));
        assertInstanceOf(Verdict.Resolved.class, only(groupAt(95, 0.1, 1, 2.1)));
        assertInstanceOf(Verdict.Fired.class, only(groupAt(50, 0.1, 1, 2.2)));
    }

    @Example
    void shouldResolveWhenTheTargetIsTakenAway() {
        group(60, 0.1, 1);
        push("a", 1, 90);
        List<Verdict> findings = new ArrayList<>();
        fleet.apply(new GroupFact("grp", "acc", null, 1, false), 2 * SECOND, findings);

        assertEquals(
                "the group is not sized by a target any more",
                assertInstanceOf(Verdict.Resolved.class, only(findings)).because());
        assertEquals(List.of(), push("a", 3, 99));
    }

    @Example
    void shouldIgnoreSamplesOfAServerThatIsGone() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        member("b", Presence.ABSENT);

        assertEquals(List.of(), push("b", 1, 500));
        assertEquals(List.of(), push("a", 1, 60));
    }

    @Example
    void shouldTakeAClockThatRunsAheadAsOfItsAcceptanceAndOneFarBehindAsMissing() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        assertInstanceOf(Verdict.Fired.class, only(findings(batch("a", 20 * SECOND, 10 * SECOND, 90))));
        member("b", Presence.EXPECTED);
        assertEquals(List.of(), findings(batch("b", 10 * SECOND, 15 * SECOND, 10)));
    }

    @Example
    void shouldGoOnWithAnAlertOfAnotherOwner() {
        group(60, 0.1, 1);
        fleet.resume("grp", Kind.OVERLOAD, CPU);
        fleet.remember(batch("a", SECOND, SECOND, 90));

        assertInstanceOf(Verdict.StillFiring.class, only(push("b", 2, 90)));
        push("a", 3, 60);
        assertInstanceOf(Verdict.Resolved.class, only(push("b", 4, 60)));
    }

    @Example
    void shouldForgetWhoIsGoneAndKeepWhoIsExpected() {
        group(60, 0.1, 1);
        member("a", Presence.EXPECTED);
        push("b", 1, 60);
        fleet.forget(2_000 * SECOND);

        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, only(push("c", 2_001, 90)));
        assertEquals(1, fired.measurement().measured());
        assertEquals(1, fired.measurement().missing());
    }

    @Example
    void shouldJudgeEveryMetricOfAGroupByItself() {
        watch(List.of(new Target(CPU, 60, 0.1), new Target("requests_per_second", 100, 100, 50)), 0);
        member("a", Presence.EXPECTED);
        member("b", Presence.EXPECTED);

        List<Verdict> both = findings(two("a", 1, 90, 20));
        assertEquals(
                List.of("OVERLOAD cpu_utilization_percent", "UNDERLOAD requests_per_second"),
                both.stream().map(FleetTest::kindAndMetric).toList());
        assertEquals(List.of(), pushAt("a", 1.5, 91), "one metric says nothing about the other");

        watch(List.of(new Target("requests_per_second", 100, 100, 50)), 1.6);
        Verdict.Resolved resolved = assertInstanceOf(Verdict.Resolved.class, only(watched));
        assertEquals(CPU, resolved.metric());
    }

    @Example
    void shouldLeaveMembersThatAreWarmingUpOutOfTheFigures() {
        List<Verdict> findings = new ArrayList<>();
        Target aim = new Target(CPU, 60, 0.1);
        fleet.apply(new GroupFact("grp", "acc", List.of(aim), 10 * SECOND, 1, false), 0, findings);
        memberAt("a", Presence.EXPECTED, 0);
        assertEquals(List.of(), push("a", 5, 100), "it is starting up");
        memberAt("b", Presence.EXPECTED, 8);

        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, only(push("a", 10, 90)));
        assertEquals(1, fired.measurement().measured());
        assertEquals(0, fired.measurement().missing(), "nobody misses the figures of one that is warming up");
        assertEquals(1, fired.evidence().size());
    }

    private final List<Verdict> watched = new ArrayList<>();

    private void watch(List<Target> targets, double at) {
        watched.clear();
        fleet.apply(new GroupFact("grp", "acc", targets, 0, 1, false), (long) (at * SECOND), watched);
    }

    private static SampleBatch two(String server, long at, double cpu, double requests) {
        return new SampleBatch.Builder(server, "grp", "acc", "req")
                .add(CPU, at * SECOND, cpu)
                .add("requests_per_second", at * SECOND, requests)
                .build(at * SECOND);
    }

    private static String kindAndMetric(Verdict verdict) {
        Verdict.Fired fired = assertInstanceOf(Verdict.Fired.class, verdict);
        return fired.kind() + " " + fired.measurement().metric();
    }

    /** Whatever arrives: fired and resolved alternate per kind, and never are two kinds open at once. */
    @Property(tries = 300)
    void shouldKeepEpisodesWhole(@ForAll long seed) {
        Random random = new Random(seed);
        fleet = new Fleet(JudgeSettings.defaults());
        group(60, 0.1, 1);
        Kind open = null;
        double now = 1;
        for (int step = 0; step < 200; step++) {
            now += random.nextDouble() * 2;
            String server = String.valueOf((char) ('a' + random.nextInt(4)));
            List<Verdict> findings = random.nextInt(10) == 0
                    ? memberAt(server, PRESENCES.get(random.nextInt(3)), now)
                    : findings(batch(
                            server,
                            (long) ((now - random.nextDouble() * 8) * SECOND),
                            (long) (now * SECOND),
                            random.nextInt(9) == 0 ? Double.NaN : random.nextInt(130)));
            for (Verdict finding : findings) {
                open = follow(open, finding);
            }
        }
    }

    private static @Nullable Kind follow(@Nullable Kind open, Verdict finding) {
        if (finding instanceof Verdict.Fired fired) {
            assertEquals(null, open);
            assertTrue(fired.measurement().measured() > 0);
            return fired.kind();
        }
        assertEquals(open, finding.kind());
        return finding instanceof Verdict.Resolved ? null : open;
    }

    private void group(double target, double tolerance, int min) {
        groupAt(target, tolerance, min, 0);
    }

    private List<Verdict> groupAt(double target, double tolerance, int min, double at) {
        List<Verdict> findings = new ArrayList<>();
        Target aim = new Target(CPU, target, tolerance);
        fleet.apply(new GroupFact("grp", "acc", aim, min, false), (long) (at * SECOND), findings);
        return findings;
    }

    private void member(String server, Presence presence) {
        memberAt(server, presence, 0);
    }

    private List<Verdict> memberAt(String server, Presence presence, double at) {
        List<Verdict> findings = new ArrayList<>();
        long micros = (long) (at * SECOND);
        fleet.apply(new ServerFact(server, "grp", "acc", presence, null, micros), micros, findings);
        return findings;
    }

    private List<Verdict> push(String server, long at, double value) {
        return findings(batch(server, at * SECOND, at * SECOND, value));
    }

    private List<Verdict> pushAt(String server, double at, double value) {
        return findings(batch(server, (long) (at * SECOND), (long) (at * SECOND), value));
    }

    private List<Verdict> findings(SampleBatch batch) {
        List<Verdict> findings = new ArrayList<>();
        fleet.judge(batch, findings);
        return findings;
    }

    private static SampleBatch batch(String server, long takenAt, long acceptedAt, double value) {
        return new SampleBatch.Builder(server, "grp", "acc", "req")
                .add(CPU, takenAt, value)
                .build(acceptedAt);
    }

    private static Verdict only(List<Verdict> findings) {
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }
}
