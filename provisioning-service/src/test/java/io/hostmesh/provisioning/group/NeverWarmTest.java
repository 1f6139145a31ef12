package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.provisioning.group.Activity.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Groups of which a member never gets warm: it fails again and again, or cannot be made. */
class NeverWarmTest {

    private static final int BUSY = 12;
    private static final int BUSIER = 25;

    private static final int ARRIVAL =
            (int) Pace.DEFAULT.arrivesWithin().plus(GroupFixture.WARM_UP).toSeconds();

    private static GroupFixture stepped() {
        return PoliciesTest.group(
                4,
                PoliciesTest.with(PoliciesTest.steps(
                        "queue", 10, new PolicyStep(0.0, 10.0, 1, null), new PolicyStep(10.0, null, 3, null))));
    }

    /** All but the first four answer, and fail five seconds later. */
    private static void failing(GroupFixture group) {
        group.answerAllOnce();
        group.members.stream()
                .skip(4)
                .filter(member -> member.answeredAt() != null
                        && group.now.isAfter(member.answeredAt().plusSeconds(5)))
                .toList()
                .forEach(member -> group.crash(member.id(), "failure_of_" + member.id()));
        group.deleteLeaving();
        group.run(1);
    }

    private static void busyFor(GroupFixture group, int seconds, int expected) {
        for (int second = 0; second < seconds; second++) {
            PoliciesTest.load(group, "queue", true, 4, BUSY);
            assertEquals(expected, group.active().desired(), "what is on its way is not asked for twice");
            failing(group);
        }
    }

    @Test
    void shouldTakeTheNextStepAlthoughAMemberFailsAgainAndAgainBeforeItIsWarm() {
        GroupFixture group = stepped();
        PoliciesTest.load(group, "queue", true, 4, BUSY);
        busyFor(group, ARRIVAL, 5);
        for (int second = 0; second < 20; second++) { // No member is made for a while after one has failed.
            PoliciesTest.load(group, "queue", true, 4, BUSY);
            failing(group);
        }
        busyFor(group, ARRIVAL - 20, 6);
    }

    @Test
    void shouldAddTheRestOfALargerStepAlthoughAMemberIsNotWarm() {
        GroupFixture group = stepped();
        PoliciesTest.load(group, "queue", true, 4, BUSY);
        failing(group);
        PoliciesTest.load(group, "queue", true, 4, BUSIER);
        assertEquals(7, group.active().desired());
    }

    @Test
    void shouldNotAskForMoreThanCanBeMadeWhileALocationIsAway() {
        GroupFixture group = stepped();
        for (int second = 0; second < 3 * ARRIVAL; second++) {
            PoliciesTest.load(group, "queue", true, 4, BUSY);
            group.run(1);
        }
        assertEquals(5, group.active().desired());
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        PoliciesTest.load(group, "queue", true, 5, BUSY);
        assertEquals(6, group.active().desired());
    }

    @Test
    void shouldTakeTheNextStepWhereTheClockWentBackMeanwhile() {
        GroupFixture group = stepped();
        PoliciesTest.load(group, "queue", true, 4, BUSY);
        group.answerAll();
        group.pass(Duration.ofHours(-1));
        group.fail("srv_001", false, "failure_1");
        group.answerAll();
        PoliciesTest.load(group, "queue", true, 4, BUSY);
        assertEquals(6, group.active().desired());
    }

    @Test
    void shouldShrinkAlthoughAMemberCannotBeMade() {
        GroupFixture group = GroupFixture.warm(5, 1, 8);
        group.decide(new GroupCommand.Grow(1, "test"));
        group.underloadFor(600, 5, 10);
        assertEquals(6, group.alive());
        assertEquals("warming-up", group.activities(Kind.HOLD).get(0).reason());
        group.underloadFor(15, 5, 10);
        assertEquals(1, group.alive());
    }
}
