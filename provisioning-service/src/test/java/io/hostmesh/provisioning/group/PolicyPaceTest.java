package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PredictiveMode;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.policy.Scaling;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import io.hostmesh.provisioning.policy.ScalingMemory.LoadBucket;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How fast a group follows what its policies ask for, for how long that holds, and what becomes of it when the clock goes back. */
class PolicyPaceTest {

    private static final Surge FOUR_A_MINUTE = new Surge(4, 0, 60);

    private static GroupFixture forecast(Scaling limits, double load) {
        GroupFixture group = PoliciesTest.group(
                2,
                new Scaling(
                        List.of(PoliciesTest.predictive(PredictiveMode.FORECAST_AND_SCALE)),
                        limits.cooldownSeconds(),
                        limits.growStabilizationSeconds(),
                        limits.growth(),
                        limits.shrinking()));
        group.history = PoliciesTest.days(GroupFixture.T0, load);
        return group;
    }

    private static Scaling within(int cooldownSeconds, int growStabilizationSeconds, Surge growth) {
        return new Scaling(List.of(), cooldownSeconds, growStabilizationSeconds, growth, PoliciesTest.ANY);
    }

    private static String lastHeld(GroupFixture group) {
        List<Activity> held = group.activities(Kind.HOLD);
        return Objects.requireNonNull(held.get(held.size() - 1).reason());
    }

    @Test
    void shouldGoByAForecastForAQuarterOfAnHourAndNoLonger() {
        GroupFixture group = forecast(within(0, 0, PoliciesTest.ANY), 480);
        group.tick();
        assertEquals(8, group.size());
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        group.underloadFor(880, 8, 5);
        assertEquals(8, group.alive());
        group.underloadFor(330, 8, 5);
        assertEquals(1, group.alive(), "the last forecast is 15 minutes old");
        group.overload(1, 90);
        assertEquals(2, group.alive());
    }

    @Test
    void shouldCoolDownAfterWhatAForecastChanged() {
        GroupFixture group = forecast(within(600, 0, PoliciesTest.ANY), 240);
        group.tick();
        assertEquals(4, group.size());
        group.seconds(300);
        group.overload(2, 200);
        assertEquals("cooldown", lastHeld(group));
    }

    @Test
    void shouldGrowToWhatIsForecastAlthoughLoadThatHasLastedWantsLess() {
        GroupFixture group = forecast(within(0, 5, PoliciesTest.ANY), 480);
        group.spendLimit = "budget bgt_1 is used up";
        for (int second = 0; second < 6; second++) {
            group.overload(2, 90);
            group.seconds(1);
        }
        group.tick();
        group.spendLimit = null;
        group.overload(2, 90);
        assertEquals(8, group.size());
    }

    @Test
    void shouldNotTakeWhatWasForecastForLoadThatHasLasted() {
        GroupFixture group = forecast(within(0, 20, PoliciesTest.ANY), 480);
        group.spendLimit = "budget bgt_1 is used up";
        group.tick();
        for (int second = 0; second <= 20; second++) {
            group.overload(2, 90);
            group.seconds(1);
        }
        group.decide(new GroupCommand.Forecasted(Map.of()));
        group.spendLimit = null;
        group.overload(2, 240);
        assertEquals(3, group.size(), "no more than that has been needed for 20 s");
    }

    @Test
    void shouldBeginTheSeriesToGrowAnewWhenTheSizeWasRightForAMoment() {
        GroupFixture group = PoliciesTest.group(2, within(0, 5, PoliciesTest.ANY));
        for (int second = 0; second < 5; second++) {
            group.overload(2, 120);
            group.seconds(1);
        }
        group.overload(2, 62);
        group.seconds(1);
        group.overload(2, 120);
        assertEquals(2, group.size());
    }

    @Test
    void shouldLookAgainForAForecastOnlyWhereThatCanLeadToSomething() {
        GroupFixture reached = forecast(within(0, 0, PoliciesTest.ANY), 480);
        reached.tick();
        GroupFixture full = forecast(within(0, 0, PoliciesTest.ANY), 6000);
        full.tick();
        assertEquals(20, full.size());
        GroupFixture suspended = forecast(within(0, 0, PoliciesTest.ANY), 480);
        suspended.decide(new GroupCommand.Suspend("the owner"));
        suspended.tick();
        for (GroupFixture group : List.of(reached, full, suspended)) {
            assertTrue(group.now.plusSeconds(60).isBefore(Objects.requireNonNull(group.nextCheckAt)));
        }
        GroupFixture often = forecast(within(0, 0, new Surge(1, 0, 2)), 480);
        often.tick();
        assertEquals(3, often.size());
        assertEquals(often.now.plus(Pace.DEFAULT.recheck()), often.nextCheckAt);
    }

    @Test
    void shouldTakeItThatMembersCarryWhatTheyShouldWhereNothingWasMeasured() {
        GroupFixture group = forecast(within(0, 0, PoliciesTest.ANY), 60);
        group.tick();
        LoadBucket assumed = group.active().memory().scaling().loads().get(0);
        assertEquals(120, assumed.sum());
        group.overload(2, 62);
        LoadBucket measured = group.active().memory().scaling().loads().get(0);
        assertEquals(124, measured.sum());
        group.seconds(9);
        group.overload(2, 80);
        assertEquals(measured, group.active().memory().scaling().loads().get(0), "not more often than every 10 s");
        group.seconds(1);
        group.overload(3, 20);
        LoadBucket two = group.active().memory().scaling().loads().get(0);
        assertEquals(184, two.sum());
        assertEquals(124, two.peak());
    }

    @Test
    void shouldHoldGrowthBackWhileNewMembersAreDelayed() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.decide(new GroupCommand.Grow(1, "test"));
        group.failBuilding("it has no disk");
        group.overload(2, 200);
        assertEquals("creation-delayed", lastHeld(group));
        assertEquals(3, group.active().desired());
    }

    @Test
    void shouldNotGrowByLoadWhileItsPlanIsRetired() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.shortage = Shortage.ofGrowth(Refusal.PLAN_RETIRED, "the plan is retired");
        group.overload(2, 200);
        assertEquals("plan-retired", group.activities(Kind.DECLINE).get(0).reason());
        assertEquals(2, group.active().desired());
    }

    @Test
    void shouldSayThatTheMaximumLimitedIt() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.overload(2, 200);
        String because = group.activities(Kind.GROW).get(0).because();
        assertTrue(because.endsWith("asks for 7, limited to 4: the maximum is 4"), because);
    }

    @Test
    void shouldCountThoseThatAreStillToBeReplacedWithThoseThatAreThere() {
        GroupFixture group = GroupFixture.warm(6, 1, 16);
        List.copyOf(group.ids()).subList(0, 3).forEach(id -> group.fail(id, false, "failure_" + id));
        assertEquals(4, group.alive());
        group.overload(3, 126);
        assertEquals(6, group.active().desired(), "six are enough for 378 within a tenth");
        group.decide(GroupFixture.changed(PoliciesTest.scaled(group.group.description(), within(0, 0, FOUR_A_MINUTE))));
        group.seconds(1);
        group.overload(3, 160);
        assertEquals(8, group.active().desired());
        group.seconds(1);
        group.overload(3, 200);
        assertEquals(10, group.active().desired(), "two more, not five, were added in this minute");
    }

    @Test
    void shouldNotTakeFiguresOfFailedMembersForThoseOfMembersThatAreWarmingUp() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.fail("srv_001", false, "failure_1");
        group.overload(4, 110);
        assertEquals(7, group.active().desired(), "the failed one still has its place");
    }

    @Test
    void shouldActOnFiguresThatAreALittleLate() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        GroupCommand late = new GroupCommand.Load("alt_over", true, group.measured(2, 110, 0));
        group.pass(ScalingRule.VALIDITY);
        group.decide(late);
        assertEquals(4, group.size());
    }

    @Test
    void shouldTakeFiguresOfTwoMetricsOnceEach() {
        GroupFixture group =
                PoliciesTest.group(2, PoliciesTest.with(PoliciesTest.tracking(PoliciesTest.REQUESTS, 100)));
        PoliciesTest.load(group, PoliciesTest.REQUESTS, true, 2, 105);
        group.seconds(5);
        Measurement figures = group.measured(2, 110, 0);
        group.decide(new GroupCommand.Load("alt_over", true, figures));
        assertEquals(4, group.size());
        assertInstanceOf(Unchanged.class, group.decide(new GroupCommand.Load("alt_over", true, figures)));
    }

    @Test
    void shouldLeaveTheSizeThatAScheduleSetsForAsLongAsTheWindowIs() {
        Policy five = PoliciesOverTimeTest.scheduled("30 * * * *", 5, null, null);
        GroupFixture group = PoliciesTest.group(2, PoliciesTest.with(five));
        group.now = Instant.parse("2026-11-22T00:25:10Z");
        group.underloadFor(289, 2, 5);
        group.tick();
        assertEquals(5, group.alive());
        group.answerAll();
        group.seconds(9);
        group.underloadFor(280, 5, 5);
        assertEquals(5, group.alive());
        group.underloadFor(30, 5, 5);
        assertEquals(1, group.alive());
    }

    @Test
    void shouldCountEveryStepFromTheSizeAtTheBeginning() {
        GroupFixture group = PoliciesTest.group(
                4,
                PoliciesTest.with(PoliciesTest.steps(
                        "queue",
                        10,
                        new PolicyStep(0.0, 10.0, 1, null),
                        new PolicyStep(10.0, 20.0, 2, null),
                        new PolicyStep(20.0, null, 3, null))));
        for (int step = 1; step <= 3; step++) {
            PoliciesTest.load(group, "queue", true, 4, 5 + step * 10);
            assertEquals(4 + step, group.size());
            group.seconds(1);
        }
    }

    @Test
    void shouldRemoveAStepAgainOnlyWhenTheMembersOfTheLastAreGone() {
        PolicyStep less = new PolicyStep(null, -5.0, -2, null);
        GroupFixture group = PoliciesTest.group(8, PoliciesTest.with(PoliciesTest.steps("queue", 10, less)));
        group.decide(GroupFixture.changed(PoliciesOverTimeTest.withoutTracking(group.group.description())));
        for (int second = 0; second < 30; second++) {
            PoliciesTest.load(group, "queue", false, 8, 1);
            group.seconds(1);
        }
        assertEquals(6, group.alive());
        group.deleteLeaving();
        PoliciesTest.load(group, "queue", false, 6, 1);
        assertEquals(4, group.alive());
    }

    @Test
    void shouldRememberTheStepsOfEachPolicy() {
        PolicyStep one = new PolicyStep(0.0, null, 1, null);
        PolicyStep two = new PolicyStep(0.0, null, 2, null);
        GroupFixture group = PoliciesTest.group(
                4,
                PoliciesTest.with(
                        PoliciesTest.steps("queue", 10, one), PoliciesTest.steps(PoliciesTest.REQUESTS, 100, two)));
        PoliciesTest.load(group, "queue", true, 4, 15);
        group.seconds(1);
        PoliciesTest.load(group, PoliciesTest.REQUESTS, true, 4, 150);
        assertEquals(7, group.size());
        group.seconds(1);
        PoliciesTest.load(group, "queue", true, 4, 15);
        assertEquals(7, group.size(), "its step is still being carried out");
    }

    /** Changes that are still to come were made before the clock went back. */
    @Test
    void shouldNotWaitForAClockThatWentBack() {
        GroupFixture group = PoliciesTest.group(2, within(600, 0, new Surge(2, 0, 1800)));
        group.overload(2, 200);
        assertEquals(4, group.size());
        group.answerAll();
        group.pass(Duration.ofHours(-1));
        group.overload(4, 200);
        assertEquals(6, group.size());
        PolicyStep one = new PolicyStep(0.0, null, 1, null);
        Policy steps = PolicyWishesTest.steps(600, one);
        GroupFixture stepped = PoliciesTest.group(2, PoliciesTest.with(steps));
        PoliciesTest.load(stepped, "queue", true, 2, 15);
        stepped.answerAll();
        stepped.pass(Duration.ofHours(-1));
        PoliciesTest.load(stepped, "queue", true, 3, 15);
        assertEquals(4, stepped.size());
    }

    @Test
    void shouldGrowByHandAsFarAsThereIsRoomBesideThoseThatAreBeingDeleted() {
        GroupFixture group = GroupFixture.warm(3, 1, 4);
        group.become("srv_001", Member.Phase.LEAVING, null);
        group.decide(new GroupCommand.Change(group.group.description(), 2, "the owner", "change_1"));
        group.decide(new GroupCommand.Grow(2, "test"));
        assertEquals(3, group.active().desired());
        assertNotNull(group.activities(Kind.GROW).get(0));
    }
}
