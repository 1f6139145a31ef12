package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.policy.Scaling;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When there is less to do: what keeps a group from getting smaller, and what does not. */
class ShrinkingTest {

    private static final int MINUTE = 60;

    /** Members carry that much together for a while; those that are ready, each as much as the others. */
    private static void carry(GroupFixture group, double load, int seconds) {
        for (int second = 0; second < seconds; second++) {
            group.run(1);
            if (second % 5 == 4) {
                group.answerAllOnce();
                group.deleteLeaving();
            }
            int ready = (int) group.ready();
            if (ready > 0 && load / ready < 54) {
                group.underload(ready, load / ready);
            }
        }
    }

    private static void crashNewest(GroupFixture group) {
        String newest = group.aliveIds().get(group.aliveIds().size() - 1);
        group.fail(newest, false, "failure_of_" + newest);
    }

    /** The series of figures began anew with each failure. */
    @ParameterizedTest
    @CsvSource({"6, 12, 100, 2", "6, 6, 100, 2", "6, 6, 260, 5", "3, 3, 100, 2", "20, 20, 1000, 17"})
    void shouldShrinkAlthoughAMemberFailsEveryTwoMinutes(int members, int max, double load, int needed) {
        GroupFixture group = GroupFixture.warm(members, 1, max);
        for (int failure = 0; failure < 5; failure++) {
            crashNewest(group);
            carry(group, load, 2 * MINUTE);
        }
        assertEquals(needed, group.active().desired());
    }

    /** Six of which three are left, and no more can be made. */
    private static GroupFixture stopped(GroupFixture group) {
        Stream.of("srv_001", "srv_002", "srv_003").forEach(id -> group.fail(id, false, "failure_of_" + id));
        for (int second = 0; second < 600; second++) {
            group.failBuilding("it has no disk");
            group.deleteLeaving();
            group.run(1);
        }
        assertEquals("creation-failures", group.activities(Kind.DECLINE).get(0).reason());
        assertEquals(3, group.alive());
        return group;
    }

    @Test
    void shouldShrinkWhileNoMembersCanBeMade() {
        GroupFixture group = stopped(GroupFixture.warm(6, 1, 12));
        carry(group, 100, 310);
        assertEquals(2, group.alive());
        assertEquals(2, group.active().desired());
        assertEquals(List.of(), group.active().memory().replacements());
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(2, group.alive(), "nobody is made whom the load does not need");
    }

    @Test
    void shouldShrinkUnderASpendLimitThatKeepsItFromTheSizeItShouldHave() {
        GroupFixture group = GroupFixture.warm(6, 1, 12);
        group.spendLimit = "budget bgt_1 is used up";
        List.copyOf(group.ids()).subList(0, 2).forEach(group::delete);
        carry(group, 100, 310);
        assertEquals(2, group.alive());
    }

    @Test
    void shouldRemoveAStepOfWhatIsThereWhileNoMembersCanBeMade() {
        PolicyStep less = new PolicyStep(null, -5.0, -1, null);
        GroupFixture group = GroupFixture.warm(6, 1, 12);
        group.decide(GroupFixture.changed(PoliciesOverTimeTest.withoutTracking(PoliciesTest.scaled(
                group.group.description(), PoliciesTest.with(PoliciesTest.steps("queue", 10, less))))));
        stopped(group);
        PoliciesTest.load(group, "queue", false, 3, 1);
        assertEquals(2, group.alive());
        assertEquals(2, group.active().desired());
        GroupFixture poor = GroupFixture.warm(6, 1, 12);
        poor.decide(GroupFixture.changed(
                group.group.description().of(poor.group.description().template())));
        poor.spendLimit = "budget bgt_1 is used up";
        poor.delete("srv_001");
        poor.delete("srv_002");
        PoliciesTest.load(poor, "queue", false, 4, 1);
        assertEquals(3, poor.alive());
    }

    @Test
    void shouldCountAStepThatAddsMembersFromTheSizeItShouldHaveAlthoughNoneCanBeMade() {
        PolicyStep more = new PolicyStep(0.0, null, 1, null);
        GroupFixture group = GroupFixture.warm(6, 1, 12);
        group.decide(GroupFixture.changed(PoliciesOverTimeTest.withoutTracking(PoliciesTest.scaled(
                group.group.description(), PoliciesTest.with(PoliciesTest.steps("queue", 10, more))))));
        stopped(group);
        PoliciesTest.load(group, "queue", true, 3, 20);
        assertEquals("creation-failures", group.activities(Kind.DECLINE).get(1).reason());
    }

    /** It will be there again in a moment, and is one of those that the step is counted from. */
    @Test
    void shouldNotCountAStepFromTheSizeThatAFailureLeft() {
        PolicyStep less = new PolicyStep(null, -5.0, -1, null);
        GroupFixture group = GroupFixture.warm(6, 1, 6);
        group.decide(GroupFixture.changed(PoliciesOverTimeTest.withoutTracking(PoliciesTest.scaled(
                group.group.description(), PoliciesTest.with(PoliciesTest.steps("queue", 10, less))))));
        crashNewest(group);
        PoliciesTest.load(group, "queue", false, 5, 1);
        assertEquals(5, group.alive());
        assertEquals(6, group.active().desired());
        assertEquals("members-missing", group.activities(Kind.HOLD).get(0).reason());
    }

    @Test
    void shouldSayThatMembersMustBeWarmFirstAndGoOnWithTheSeries() {
        GroupFixture group = GroupFixture.warm(3, 1, 8);
        group.decide(new GroupCommand.Grow(1, "test"));
        group.underloadFor(310, 3, 10);
        assertEquals(4, group.alive());
        assertEquals("warming-up", group.activities(Kind.HOLD).get(0).reason());
        group.answerAll();
        group.pass(Duration.ofSeconds(9));
        group.underloadFor(1, 4, 10);
        assertEquals(1, group.alive());
    }

    @Test
    void shouldSayWhatKeepsMembersThatAreMissingFromBeingMade() {
        GroupFixture group = stopped(GroupFixture.warm(6, 1, 12));
        group.overload(3, 110);
        assertEquals(6, group.active().desired());
        String because = group.activities(Kind.KEEP).get(0).because();
        assertTrue(
                because.endsWith(
                        "the group should have 6 members already, and 3 of them are still to be made, but 5 new"
                                + " members in a row never answered; change or resume the group to try again"),
                because);
    }

    @Test
    void shouldStartTheWindowAnewWhenThatManyAreNeededForAMoment() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.underloadFor(290, 4, 10);
        group.underload(4, 54);
        group.seconds(1);
        group.underloadFor(20, 4, 10);
        assertEquals(4, group.alive());
    }

    @Test
    void shouldRemoveTheLargerOfMembersAndShareOfASurge() {
        GroupFixture group =
                PoliciesTest.group(8, new Scaling(List.of(), 0, 0, PoliciesTest.ANY, new Surge(3, 0, 3600)));
        group.underloadFor(310, 8, 5);
        assertEquals(5, group.alive());
        assertEquals("surge", group.activities(Kind.HOLD).get(1).reason());
    }
}
