package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.LoadStore.Span;
import io.hostmesh.provisioning.group.Simulation.Result;
import io.hostmesh.provisioning.group.Simulation.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final Instant FROM = GroupFixture.T0;

    private static Scenario scenario(Duration length, LoadCurve... curves) {
        GroupDescription group = new GroupFixture(1, 8).group.description();
        return new Scenario(
                group,
                1,
                FROM,
                FROM.plus(length),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                List.of(curves),
                Map.of());
    }

    private static LoadCurve load(double unevenness, double... everyMinute) {
        TreeMap<Instant, Double> values = new TreeMap<>();
        for (int minute = 0; minute < everyMinute.length; minute++) {
            values.put(FROM.plusSeconds(60L * minute), everyMinute[minute]);
        }
        return new LoadCurve(GroupFixture.CPU, true, 100, unevenness, values);
    }

    @Test
    void shouldGrowWithTheLoadAndShrinkAfterIt() {
        Result result = Simulation.run(scenario(Duration.ofMinutes(12), load(0, 30, 200, 200, 200, 20)));
        assertEquals(
                List.of("grow 1 to 2 at 60", "grow 2 to 4 at 75", "shrink 4 to 1 at 540"),
                result.events().stream()
                        .filter(event ->
                                event.kind().equals("grow") || event.kind().equals("shrink"))
                        .map(event -> event.kind() + " " + event.from() + " to " + event.to() + " at "
                                + Duration.between(FROM, event.at()).toSeconds())
                        .toList());
        assertEquals(4, result.largest());
        assertTrue(result.events().stream().anyMatch(event -> "stabilizing".equals(event.reason())));
    }

    @Test
    void shouldComeToTheSameResultEveryTime() {
        Scenario scenario = scenario(Duration.ofMinutes(30), load(0.5, 30, 200, 500, 700, 90, 10));
        assertEquals(Simulation.run(scenario), Simulation.run(scenario));
    }

    @Test
    void shouldCountTheSecondsThatMembersRun() {
        assertEquals(
                600,
                Simulation.run(scenario(Duration.ofMinutes(10), load(0, 60))).memberSeconds());
    }

    @Test
    void shouldSeeLessOfALoadThatIsSpreadUnevenlyBecauseMembersSaturate() {
        assertEquals(100, load(0, 200).mean(FROM, 2));
        assertEquals(75, load(0.5, 200).mean(FROM, 2), "one is full at 100, the other has 50");
        assertTrue(Double.isNaN(load(0, 200).mean(FROM.minusSeconds(1), 2)));
    }

    @Test
    void shouldKnowNothingBetweenSpansThatDoNotFollowEachOther() {
        List<LoadCurve> past = LoadCurve.ofPast(List.of(
                new Span("queue_length", FROM, 7),
                new Span(GroupFixture.CPU, FROM, 150),
                new Span(GroupFixture.CPU, FROM.plusSeconds(300), 90),
                new Span(GroupFixture.CPU, FROM.plusSeconds(1200), 60)));
        assertEquals(
                List.of("queue_length", GroupFixture.CPU),
                past.stream().map(LoadCurve::metric).toList());
        LoadCurve curve = past.get(1);
        assertEquals(75, curve.mean(FROM.plusSeconds(299), 2));
        assertEquals(45, curve.mean(FROM.plusSeconds(599), 2));
        assertTrue(Double.isNaN(curve.mean(FROM.plusSeconds(600), 2)));
        assertTrue(Double.isNaN(curve.mean(FROM.plusSeconds(1199), 2)));
        assertEquals(60, curve.mean(FROM.plusSeconds(1200), 1));
        assertTrue(Double.isNaN(curve.mean(FROM.plusSeconds(1500), 1)));
    }

    @Test
    void shouldSimulateTwoDaysInBoundedSteps() {
        Result result = Simulation.run(scenario(Duration.ofDays(2), load(0, 30, 300, 30, 300, 30)));
        assertEquals(9, result.stepSeconds());
        assertTrue(result.events().size() <= Simulation.MOST_EVENTS);
    }

    @Test
    void shouldSayWhatIsNotKnownOfAPastAndWhoKnowsIt() {
        GroupDescription group = PoliciesTest.scaled(
                new GroupFixture(1, 4).group.description(),
                PoliciesTest.with(PoliciesTest.tracking(PoliciesTest.REQUESTS, 100)));
        List<Span> kept = List.of(
                new Span(GroupFixture.CPU, FROM.plusSeconds(900), 90),
                new Span(GroupFixture.CPU, FROM.minusSeconds(200), 90),
                new Span("other", FROM, 90));
        List<UnknownLoad> unknown =
                UnknownLoad.of("grp_1", ScalingRule.policies(group), kept, FROM, FROM.plusSeconds(1800));
        assertEquals(
                List.of(
                        List.of(GroupFixture.CPU, FROM.plusSeconds(100), FROM.plusSeconds(900)),
                        List.of(GroupFixture.CPU, FROM.plusSeconds(1200), FROM.plusSeconds(1800)),
                        List.of(PoliciesTest.REQUESTS, FROM, FROM.plusSeconds(1800))),
                unknown.stream()
                        .map(each -> List.of(each.metric(), each.from(), each.to()))
                        .toList());
        assertEquals(
                "/v1/metrics/query?group=grp_1&metric=" + GroupFixture.CPU + "&from=" + FROM.plusSeconds(100) + "&to="
                        + FROM.plusSeconds(900) + "&step=300&across=sum",
                unknown.get(0).query());
        assertEquals(List.of(), UnknownLoad.of("grp_1", List.of(), kept, FROM, FROM.plusSeconds(1800)));
        assertTrue(UnknownLoad.told(List.of()).endsWith("it has no policy that goes by any"));
        assertTrue(UnknownLoad.told(unknown.subList(0, 2))
                .endsWith(unknown.get(0).query() + " and of " + unknown.get(1).query()));
    }
}
