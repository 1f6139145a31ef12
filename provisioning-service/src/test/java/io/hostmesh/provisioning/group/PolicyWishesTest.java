package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.policy.Scaling;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a single policy asks for: near its bounds, without figures, and beside others that know more. */
class PolicyWishesTest {

    private static final PolicyStep LESS = new PolicyStep(null, -5.0, -2, null);

    private static Policy growsOnly() {
        return new Policy(
                PolicyType.TARGET_TRACKING,
                PoliciesTest.REQUESTS,
                100.0,
                null,
                true,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static Policy steps(@Nullable Integer cooldownSeconds, PolicyStep step) {
        return new Policy(
                PolicyType.STEP,
                "queue",
                null,
                null,
                null,
                10.0,
                List.of(step),
                cooldownSeconds,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void shouldNotShrinkWithinTheToleranceAlthoughFewerWouldBeEnough() {
        GroupFixture group = GroupFixture.warm(20, 1, 30);
        group.underloadFor(310, 20, 54);
        assertEquals(20, group.alive(), "18 would be enough, within a tenth");
        group.underloadFor(310, 20, 53.9);
        assertEquals(18, group.alive());
    }

    @Test
    void shouldNotShrinkByLoadWhileNothingIsHeardOfTheMetricOfAStepThatCanShrinkToo() {
        GroupFixture group = PoliciesTest.group(4, PoliciesTest.with(steps(null, LESS)));
        group.underloadFor(310, 4, 5);
        assertEquals(4, group.alive());
        assertEquals("not-all-agree", group.activities(Kind.KEEP).get(0).reason());
        GroupFixture other = PoliciesTest.group(4, PoliciesTest.with(steps(null, new PolicyStep(0.0, null, 2, null))));
        other.underloadFor(310, 4, 5);
        assertEquals(1, other.alive(), "a policy that only grows has no say in it");
    }

    @Test
    void shouldTakeMissingMembersForAsBusyAsTheThresholdWhenAStepRemovesMembers() {
        GroupFixture group = PoliciesTest.group(4, PoliciesTest.with(steps(null, LESS)));
        for (int second = 0; second <= 310; second++) {
            group.underload(4, 5);
            Measurement half = new Measurement("queue", 2, 10, 2, 2, group.now, group.now);
            group.decide(new GroupCommand.Load("queue_under", false, half));
            group.seconds(1);
        }
        assertEquals(4, group.alive(), "if the others are at 10, the mean is 6");
    }

    @Test
    void shouldLeaveShrinkingToOthersWhereAPolicyOnlyGrows() {
        GroupFixture group = PoliciesTest.group(4, PoliciesTest.with(growsOnly()));
        PoliciesTest.load(group, PoliciesTest.REQUESTS, true, 4, 140);
        assertEquals(6, group.size());
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        for (int second = 0; second <= 310; second++) {
            group.underload(6, 5);
            PoliciesTest.load(group, PoliciesTest.REQUESTS, false, 6, 70);
            group.seconds(1);
        }
        assertEquals(1, group.alive(), "it does not keep what it would need five for");
        GroupFixture unheard = PoliciesTest.group(4, PoliciesTest.with(growsOnly()));
        unheard.underloadFor(310, 4, 5);
        assertEquals(1, unheard.alive(), "nor does it where nothing is heard of its metric");
    }

    @Test
    void shouldTakeAStepAgainOnlyWhenItsOwnCooldownIsOver() {
        GroupFixture group = PoliciesTest.group(4, PoliciesTest.with(steps(60, new PolicyStep(0.0, null, 1, null))));
        for (int second = 0; second < 60; second++) {
            PoliciesTest.load(group, "queue", true, (int) group.ready(), 12);
            group.answerAll();
            group.seconds(1);
        }
        assertEquals(5, group.size());
        PoliciesTest.load(group, "queue", true, 5, 12);
        assertEquals(6, group.size());
    }

    @Test
    void shouldAddTheRestOfALargerStepHoweverLongTheGroupsCooldownIs() {
        Policy policy = PoliciesTest.steps(
                "queue", 10, new PolicyStep(0.0, 10.0, 1, null), new PolicyStep(10.0, null, 3, null));
        GroupFixture group =
                PoliciesTest.group(4, new Scaling(List.of(policy), 3600, 0, PoliciesTest.ANY, PoliciesTest.ANY));
        PoliciesTest.load(group, "queue", true, 4, 12);
        assertEquals(5, group.size());
        group.seconds(1);
        PoliciesTest.load(group, "queue", true, 4, 25);
        assertEquals(7, group.size());
    }

    @Test
    void shouldNotShrinkBeforeTheCooldownIsOver() {
        GroupFixture group = PoliciesTest.group(2, new Scaling(List.of(), 600, 0, PoliciesTest.ANY, PoliciesTest.ANY));
        group.overload(2, 90);
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        group.underloadFor(580, 3, 5);
        assertEquals(3, group.alive());
        assertTrue(group.activities(Kind.HOLD).stream().anyMatch(held -> "cooldown".equals(held.reason())));
        group.underloadFor(20, 3, 5);
        assertEquals(1, group.alive());
    }

    @Test
    void shouldShrinkToTheLargestOfTheWishesWhicheverPolicyHasIt() {
        GroupFixture group =
                PoliciesTest.group(6, PoliciesTest.with(PoliciesTest.tracking(PoliciesTest.REQUESTS, 100)));
        for (int second = 0; second <= 310; second++) {
            group.underload(6, 35);
            PoliciesTest.load(group, PoliciesTest.REQUESTS, false, 6, 10);
            group.seconds(1);
        }
        assertEquals(4, group.alive());
    }

    @Test
    void shouldNotShrinkWhileSuspendedAndSaySo() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.decide(new GroupCommand.Suspend("the owner"));
        group.underloadFor(310, 4, 5);
        assertEquals(4, group.alive());
        assertEquals("scaling-suspended", group.activities(Kind.DECLINE).get(0).reason());
    }
}
