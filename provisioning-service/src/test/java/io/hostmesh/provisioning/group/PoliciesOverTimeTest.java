package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.contracts.GroupEvent.PredictiveMode;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.policy.Scaling;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What policies remember, and what becomes of it as time passes: forecasts, schedules, steps, limits of their pace. */
class PoliciesOverTimeTest {

    private static Policy predictive(PredictiveMode mode, String metric) {
        return new Policy(
                PolicyType.PREDICTIVE,
                metric,
                60.0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                mode,
                10);
    }

    static Policy scheduled(String cron, @Nullable Integer desired, @Nullable Integer min, @Nullable Integer max) {
        return new Policy(
                PolicyType.SCHEDULED,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                cron,
                "UTC",
                desired,
                min,
                max,
                null,
                null);
    }

    private static GroupFixture forecast(int growStabilizationSeconds, Surge growth, PredictiveMode mode, double load) {
        Policy policy = predictive(mode, GroupFixture.CPU);
        Scaling scaling = new Scaling(List.of(policy), 0, growStabilizationSeconds, growth, PoliciesTest.ANY);
        GroupFixture group = PoliciesTest.group(2, scaling);
        group.history = PoliciesTest.days(GroupFixture.T0, load);
        return group;
    }

    static GroupDescription withoutTracking(GroupDescription of) {
        return new GroupDescription(
                of.id(),
                of.accountId(),
                of.name(),
                of.planId(),
                of.imageId(),
                of.locationId(),
                of.min(),
                of.max(),
                null,
                Duration.ZERO,
                of.warmUp(),
                of.scaling(),
                of.members(),
                of.given(),
                of.createdAt());
    }

    private static void desire(GroupFixture group, int members) {
        group.decide(new GroupCommand.Change(group.group.description(), members, "the owner", "change_1"));
    }

    /** Forecasts are made as often as the window is long, so that it was never covered. */
    @Test
    void shouldShrinkByLoadAlthoughForecastsAreMadeMeanwhile() {
        GroupFixture group = forecast(0, PoliciesTest.ANY, PredictiveMode.FORECAST_ONLY, 60);
        group.tick();
        for (int second = 0; second < 400; second++) {
            group.underload(2, 5);
            group.run(1);
        }
        assertEquals(1, group.alive());
    }

    @Test
    void shouldFollowAForecastWithoutWaitingForTheWindowOfLoad() {
        GroupFixture group = forecast(60, PoliciesTest.ANY, PredictiveMode.FORECAST_AND_SCALE, 480);
        group.tick();
        assertEquals(8, group.size());
    }

    @Test
    void shouldFollowAForecastWhileLoadThatWantsMoreMustStillLastForTheWindow() {
        GroupFixture group = forecast(60, PoliciesTest.ANY, PredictiveMode.FORECAST_AND_SCALE, 240);
        group.decide(new GroupCommand.Suspend("the owner"));
        group.tick();
        group.decide(new GroupCommand.Resume("the owner"));
        group.overload(2, 180);
        assertEquals(4, group.size());
        String because = group.activities(Kind.GROW).get(0).because();
        assertTrue(because.endsWith("asks for 6, limited to 4: a larger size must be needed for 60 s"), because);
        for (int second = 0; second < 62; second++) {
            group.answerAll();
            group.seconds(1);
            group.overload(2, 180);
        }
        assertEquals(6, group.size());
    }

    /** It took five minutes for each surge, until the next forecast. */
    @Test
    void shouldGrowOnByAForecastAsSoonAsTheSurgeAllows() {
        GroupFixture group = forecast(0, new Surge(4, 100, 15), PredictiveMode.FORECAST_AND_SCALE, 1200);
        group.tick();
        assertEquals(6, group.size());
        assertEquals(group.now.plusSeconds(15), group.nextCheckAt);
        group.run(30);
        assertEquals(20, group.size());
        assertTrue(group.now.plusSeconds(60).isBefore(Objects.requireNonNull(group.nextCheckAt)));
    }

    @Test
    void shouldNotLookAgainForAForecastThatMayNotBeSpentOn() {
        GroupFixture group = forecast(0, PoliciesTest.ANY, PredictiveMode.FORECAST_AND_SCALE, 1200);
        group.spendLimit = "budget bgt_1 is used up";
        group.tick();
        assertEquals(2, group.size());
        assertEquals(
                "spend-limit-reached", group.activities(Kind.DECLINE).get(0).reason());
        assertTrue(group.now.plusSeconds(60).isBefore(Objects.requireNonNull(group.nextCheckAt)));
    }

    /** Policies are remembered by their place, and the first one went. */
    @Test
    void shouldNotTakeTheForecastOfOnePolicyForThatOfAnother() {
        Policy told = predictive(PredictiveMode.FORECAST_ONLY, GroupFixture.CPU);
        Policy followed = predictive(PredictiveMode.FORECAST_AND_SCALE, PoliciesTest.REQUESTS);
        GroupFixture group = PoliciesTest.group(2, PoliciesTest.with(told, followed));
        group.history = PoliciesTest.days(GroupFixture.T0, 480);
        group.tick();
        group.decide(GroupFixture.changed(withoutTracking(group.group.description())));
        PoliciesTest.load(group, PoliciesTest.REQUESTS, true, 2, 70);
        assertEquals(2, group.size());
    }

    @Test
    void shouldSayWhatBecomesOfTheMinimumAndTheSizeWhereASchedulesMaximumIsLower() {
        GroupFixture group = PoliciesTest.group(
                6, PoliciesTest.with(scheduled("0 1 * * *", null, null, 2), scheduled("0 2 * * *", 9, 5, 4)));
        group.decide(GroupFixture.changed(GroupDeciderTest.limits(group, 4, 10)));
        group.activities.clear();
        group.now = Instant.parse("2026-11-22T01:00:00Z");
        group.tick();
        assertEquals(2, group.alive());
        String because = group.activities(Kind.CHANGE).get(0).because();
        assertTrue(
                because.endsWith("sets the maximum to 2; the minimum becomes 2, as it cannot be above the maximum"),
                because);
        group.deleteLeaving();
        group.spendLimit = "budget bgt_1 is used up";
        group.now = Instant.parse("2026-11-22T02:00:00Z");
        group.tick();
        because = group.activities(Kind.DECLINE).get(0).because();
        assertTrue(
                because.endsWith(
                        "sets the size to 9 and the minimum to 5 and the maximum to 4; the minimum becomes 4, as it"
                                + " cannot be above the maximum; the size becomes 4, as the group has from 4 to 4, but budget bgt_1"
                                + " is used up"),
                because);
    }

    @Test
    void shouldCountAStepFromTheSizeThatTheGroupHasSinceNotFromThatOfAnActivityLongOver() {
        GroupFixture group = PoliciesTest.group(
                12, PoliciesTest.with(PoliciesTest.steps("queue", 10, new PolicyStep(0.0, null, 2, null))));
        PoliciesTest.load(group, "queue", true, 12, 20);
        assertEquals(14, group.size());
        group.answerAll();
        group.pass(Duration.ofHours(1));
        desire(group, 4);
        group.deleteLeaving();
        group.fail(group.aliveIds().get(0), false, "failure_1");
        PoliciesTest.load(group, "queue", true, 3, 20);
        assertEquals(6, group.active().desired(), "while another takes the place of the failed one");
    }

    @Test
    void shouldRemoveNoMoreThanAStepSaysAfterTheGroupGrewByHand() {
        GroupFixture group = PoliciesTest.group(
                8, PoliciesTest.with(PoliciesTest.steps("queue", 10, new PolicyStep(null, -5.0, -2, null))));
        group.decide(GroupFixture.changed(withoutTracking(group.group.description())));
        PoliciesTest.load(group, "queue", false, 8, 1);
        assertEquals(6, group.alive());
        group.deleteLeaving();
        desire(group, 15);
        group.answerAll();
        group.pass(Duration.ofHours(1));
        group.fail(group.aliveIds().get(0), false, "failure_1");
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        PoliciesTest.load(group, "queue", false, 15, 1);
        assertEquals(13, group.alive(), "while the failed one is still being deleted");
    }

    @Test
    void shouldRemoveAtLeastOneInAPeriodHoweverFewAPercentageIs() {
        Scaling slowly = new Scaling(List.of(), 0, 0, PoliciesTest.ANY, new Surge(0, 10, 60));
        GroupFixture group = PoliciesTest.group(5, slowly);
        group.underloadFor(310, 5, 5);
        assertEquals(4, group.alive());
        Scaling never = new Scaling(List.of(), 0, 0, PoliciesTest.ANY, new Surge(0, 0, 60));
        GroupFixture kept = PoliciesTest.group(5, never);
        kept.underloadFor(310, 5, 5);
        assertEquals(5, kept.alive());
        assertEquals("surge", kept.activities(Kind.HOLD).get(1).reason());
    }

    @Test
    void shouldRoundAPercentageOfTheSurgeUpAndNoFurther() {
        Scaling scaling = new Scaling(List.of(), 0, 0, new Surge(0, 7, 60), PoliciesTest.ANY);
        GroupFixture few = PoliciesTest.group(2, scaling);
        few.overload(2, 600);
        assertEquals(3, few.size());
        GroupFixture many = GroupFixture.warm(100, 1, 200);
        many.decide(GroupFixture.changed(PoliciesTest.scaled(many.group.description(), scaling)));
        many.overload(100, 600);
        assertEquals(107, many.size());
    }

    @Test
    void shouldCollectRecommendationsToGrowWhileItCoolsDown() {
        GroupFixture group = PoliciesTest.group(2, new Scaling(List.of(), 60, 20, PoliciesTest.ANY, PoliciesTest.ANY));
        int grownAt = 0;
        for (int second = 0; second <= 80; second++) {
            group.overload(2, 90 + second);
            grownAt = group.activities(Kind.GROW).size() == 2 && grownAt == 0 ? second : grownAt;
            group.seconds(1);
        }
        assertEquals(80, grownAt, "20 s until the first, and no more than the cooldown until the next");
    }

    @Test
    void shouldNotShrinkByWhatIsNoLongerHeardOfBecauseTheClockWentBackSince() {
        GroupFixture group =
                PoliciesTest.group(6, PoliciesTest.with(PoliciesTest.tracking(PoliciesTest.REQUESTS, 100)));
        group.pass(Duration.ofHours(1));
        PoliciesTest.load(group, PoliciesTest.REQUESTS, false, 6, 10);
        group.pass(Duration.ofHours(-1));
        group.underloadFor(320, 6, 5);
        assertEquals(6, group.alive());
    }

    @Test
    void shouldCountEveryChangeOfASurgesPeriodHoweverManyTheyAre() {
        Policy oneMore = PoliciesTest.steps("queue", 10, new PolicyStep(0.0, null, 1, null));
        GroupFixture group = GroupFixture.warm(1, 1, 400);
        group.decide(GroupFixture.changed(PoliciesTest.scaled(
                group.group.description(),
                new Scaling(List.of(oneMore), 0, 0, new Surge(80, 0, 3600), PoliciesTest.ANY))));
        for (int step = 0; step < 120; step++) {
            PoliciesTest.load(group, "queue", true, group.size(), 20);
            group.answerAll();
            group.pass(GroupFixture.WARM_UP.plusSeconds(5));
        }
        assertEquals(81, group.size());
        group.pass(Duration.ofMinutes(50));
        PoliciesTest.load(group, "queue", true, 81, 20);
        assertEquals(82, group.size(), "the first of them are more than an hour ago");
        assertTrue(group.active().memory().scaling().changes().size() <= 64);
    }
}
