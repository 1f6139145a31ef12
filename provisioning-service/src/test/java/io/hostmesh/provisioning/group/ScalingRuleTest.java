package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingRuleTest {

    @Test
    void shouldGrowToWhatBringsTheMeanToTheTarget() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.overload(2, 110);
        assertEquals(4, group.size());
        Activity grown = group.activities(Kind.GROW).get(0);
        assertEquals(2, grown.from());
        assertEquals(4, grown.to());
        Activity.Figures figures = grown.figures();
        assertNotNull(figures);
        assertEquals(110, figures.value());
        assertEquals(2, figures.measured());
    }

    @Test
    void shouldNotActWithinTheTolerance() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.overload(4, 66);
        group.underload(4, 54);
        assertEquals(4, group.size());
        assertEquals(2, group.activities(Kind.KEEP).size());
        group.overload(4, 66.1);
        assertEquals(5, group.size());
    }

    @Test
    void shouldNotAddToWhatItAskedForWhileMembersAreOnTheirWay() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        for (int second = 0; second < 30; second++) {
            group.overload(2, 110);
            group.seconds(1);
        }
        assertEquals(4, group.size());
    }

    @Test
    void shouldGrowOnlyOnceForAMeasurementThatComesTwice() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        GroupCommand twice = new GroupCommand.Load("alt_over", true, group.measured(2, 110, 0));
        group.decide(twice);
        assertInstanceOf(Unchanged.class, group.decide(twice));
        assertEquals(4, group.size());
    }

    @Test
    void shouldIgnoreAMeasurementOlderThanTheLastOneItActedOn() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        GroupCommand late = new GroupCommand.Load("alt_over", true, group.measured(2, 230, 0));
        group.seconds(1);
        group.overload(2, 110);
        assertInstanceOf(Unchanged.class, group.decide(late));
        assertEquals(4, group.size());
    }

    @Test
    void shouldMakeNothingOfAMeasurementThatIsTooOldToBeTrueAndSaySoOnceForItsAlert() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        GroupCommand old = new GroupCommand.Load("alt_over", true, group.measured(2, 230, 0));
        group.pass(ScalingRule.VALIDITY.plusSeconds(1));
        group.decide(old);
        assertInstanceOf(Unchanged.class, group.decide(old));
        assertEquals(2, group.size());
        Activity told = group.activities.get(0);
        assertEquals("figures-too-old", told.reason());
        assertEquals(
                "cpu_utilization_percent was 230.0 on 2 members at 2026-11-22T00:00:10Z, which is more than 30 s ago",
                told.because());
        assertEquals(1, group.activities.size());
    }

    @Test
    void shouldKeepTheLastMemberWhateverItsMinimumIsBecauseNothingElseIsMeasured() {
        GroupFixture group = GroupFixture.warm(3, 0, 8);
        group.underloadFor(310, 3, 0);
        assertEquals(1, group.alive());
        group.deleteLeaving();
        group.underload(1, 0);
        Activity kept = group.activities.get(group.activities.size() - 1);
        assertEquals(Kind.KEEP, kept.kind());
        assertTrue(kept.because().endsWith("the last member stays, as it is measured"), kept.because());
    }

    @Test
    void shouldGrowAsFarAsAQuotaHasRoomAndSayWhatLimitedIt() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.shortage = new Shortage(Refusal.QUOTA_EXCEEDED, "the quota is used up but for one", 1);
        group.overload(2, 110);
        assertEquals(3, group.size());
        Activity grown = group.activities(Kind.GROW).get(0);
        assertTrue(grown.because().endsWith("asks for 4, limited to 3: the quota is used up but for one"));
        assertEquals(4, grown.wished());
        group.shortage = new Shortage(Refusal.QUOTA_EXCEEDED, "the quota is used up", 0);
        group.seconds(1);
        group.overload(2, 110);
        assertEquals(3, group.size());
        assertEquals("quota-exceeded", group.activities(Kind.DECLINE).get(0).reason());
    }

    @Test
    void shouldCountMissingMembersAsIdleWhenGrowing() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        Measurement half = group.measured(2, 110, 2);
        group.decide(new GroupCommand.Load("alt_over", true, half));
        assertEquals(4, group.size(), "220 percent are not too much for four");
    }

    @Test
    void shouldCountMissingMembersAsFullWhenShrinking() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        for (int second = 0; second <= 310; second++) {
            group.decide(new GroupCommand.Load("alt_under", false, group.measured(2, 10, 2)));
            group.seconds(1);
        }
        assertEquals(3, group.alive(), "two that are missing could be full");
    }

    @Test
    void shouldShrinkToTheHighestRecommendationOfTheWindow() {
        GroupFixture group = GroupFixture.warm(6, 1, 8);
        group.underloadFor(150, 6, 25);
        group.underloadFor(100, 6, 5);
        assertEquals(6, group.alive(), "the window is not covered yet");
        group.underloadFor(60, 6, 5);
        assertEquals(3, group.alive());
        Activity shrunk = group.activities(Kind.SHRINK).get(0);
        assertEquals(6, shrunk.from());
        assertEquals(3, shrunk.to());
    }

    @Test
    void shouldShrinkFurtherOnceTheHigherRecommendationLeftTheWindow() {
        GroupFixture group = GroupFixture.warm(6, 1, 8);
        group.underloadFor(150, 6, 25);
        group.underloadFor(400, 6, 5);
        assertEquals(1, group.alive());
    }

    @Test
    void shouldStartTheWindowAnewAfterAGapInTheFigures() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.underloadFor(290, 4, 10);
        group.seconds(10); // With the second since the last figures it is 11.
        group.underloadFor(20, 4, 10);
        assertEquals(4, group.alive());
        group.underloadFor(200, 4, 10);
        group.seconds(9);
        group.underloadFor(70, 4, 10);
        assertEquals(1, group.alive(), "ten seconds are no gap");
    }

    @Test
    void shouldStartTheWindowAnewWhenTheLoadComesBackToNormal() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.underloadFor(290, 4, 10);
        group.decide(new GroupCommand.LoadBackToNormal("alt_under"));
        group.underloadFor(20, 4, 10);
        assertEquals(4, group.alive());
    }

    @Test
    void shouldSurviveStepsOfTheClock() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.underloadFor(200, 4, 10);
        group.pass(Duration.ofHours(1));
        group.underload(4, 10);
        assertEquals(4, group.alive(), "an hour that nobody saw covers no window");
        group.pass(Duration.ofHours(-2));
        group.underload(4, 10);
        assertEquals(4, group.alive());
        group.underloadFor(310, 4, 10);
        assertEquals(1, group.alive());
    }

    @Test
    void shouldNotShrinkWhileMembersAreWarmingUp() {
        GroupFixture group = new GroupFixture(1, 8, Duration.ZERO, Duration.ofSeconds(10));
        group.answerAll();
        group.pass(Duration.ofSeconds(10));
        group.decide(new GroupCommand.Grow(2, "test"));
        group.answerAll();
        group.underload(3, 5);
        assertEquals(3, group.alive());
        group.pass(Duration.ofSeconds(10));
        group.underload(3, 5);
        assertEquals(1, group.alive());
    }

    @Test
    void shouldShrinkByTheNewestMembersAndNotBelowTheMinimum() {
        GroupFixture group = GroupFixture.warm(4, 2, 8);
        String oldest = group.ids().get(0);
        group.underloadFor(310, 4, 1);
        assertEquals(2, group.alive());
        assertTrue(group.members.stream().anyMatch(member -> member.id().equals(oldest) && member.alive()));
    }

    @Test
    void shouldDeclineOnceAtTheMaximum() {
        GroupFixture group = GroupFixture.warm(4, 1, 4);
        for (int second = 0; second < 10; second++) {
            group.overload(4, 100);
            group.seconds(1);
        }
        assertEquals(4, group.size());
        assertEquals(1, group.activities(Kind.DECLINE).size());
        assertEquals("maximum-reached", group.activities(Kind.DECLINE).get(0).reason());
        group.decide(new GroupCommand.Load("alt_next", true, group.measured(4, 100, 0)));
        assertEquals(2, group.activities(Kind.DECLINE).size(), "another episode is told again");
    }

    @Test
    void shouldDeclineOnceUnderASpendLimitAndGrowWhenReinstated() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.spendLimit = "budget bgt_1 is used up";
        for (int second = 0; second < 5; second++) {
            group.overload(2, 110);
            group.seconds(1);
        }
        assertEquals(2, group.size());
        assertEquals(1, group.activities(Kind.DECLINE).size());
        assertEquals(
                "spend-limit-reached", group.activities(Kind.DECLINE).get(0).reason());
        group.spendLimit = null;
        group.overload(2, 110);
        assertEquals(4, group.size());
    }

    @Test
    void shouldNotActOnNumbersThatAreNone() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        assertInstanceOf(Unchanged.class, group.overload(2, Double.NaN));
        assertInstanceOf(Unchanged.class, group.overload(2, Double.POSITIVE_INFINITY));
        assertInstanceOf(Unchanged.class, group.overload(2, -5));
        assertInstanceOf(Unchanged.class, group.overload(0, 500));
        assertInstanceOf(Unchanged.class, group.decide(new GroupCommand.Load("alt_over", true, null)));
    }

    @Test
    void shouldTellOnceThatItIsAtItsMinimumHoweverLongItIsIdle() {
        GroupFixture group = GroupFixture.warm(1, 1, 8);
        group.underload(1, 0);
        Memory memory = group.active().memory();
        for (int second = 1; second < 400; second++) {
            group.seconds(1);
            group.underload(1, 0);
        }
        Memory after = group.active().memory();
        assertEquals(
                memory.scaling().withLoads(List.of()), after.scaling().withLoads(List.of()), "nothing new to remember");
        assertEquals(1, group.activities.size());
        assertEquals("size-is-right", group.activities.get(0).reason());
        assertEquals(399, group.repeats);
    }
}
