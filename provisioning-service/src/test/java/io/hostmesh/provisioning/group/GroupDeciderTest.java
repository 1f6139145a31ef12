package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupDeciderTest {

    @Test
    void shouldBeginWithItsMinimum() {
        GroupFixture group = new GroupFixture(2, 4);
        assertEquals(2, group.size());
        assertEquals(Kind.CREATE, group.activities.get(0).kind());
    }

    @Test
    void shouldNotBeginUnderASpendLimit() {
        GroupFixture group = new GroupFixture(2, 4);
        GroupDecision decision = GroupDecider.create(
                group.group.description(), 1, "budget bgt_1 is used up", Restraint.DEFAULT, GroupFixture.T0);
        assertEquals(
                Refusal.SPEND_LIMIT_REACHED,
                assertInstanceOf(Rejected.class, decision).type());
    }

    @Test
    void shouldReplaceAFailedMemberAtOnceWhereThereIsRoom() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        String failed = group.ids().get(0);
        group.fail(failed, false, "failure_1");
        List<Activity> replaced = group.activities(Kind.REPLACE);
        assertEquals(2, replaced.size());
        assertEquals(new CreateMember(List.of(failed)), replaced.get(1).steps().get(0));
        assertEquals("failure_1", replaced.get(1).correlationId());
        assertEquals(3, group.size());
        assertEquals(2, group.alive());
    }

    @Test
    void shouldReplaceAFailedMemberOfAFullGroupOnceItIsGone() {
        GroupFixture group = GroupFixture.warm(4, 1, 4);
        String failed = group.ids().get(0);
        group.fail(failed, false, "failure_1");
        assertEquals(4, group.size());
        assertEquals(3, group.alive());
        group.delete(failed);
        assertEquals(4, group.alive());
        Activity replaced = group.activities(Kind.REPLACE).get(1);
        assertEquals(new CreateMember(List.of(failed)), replaced.steps().get(0));
        assertEquals("failure_1", replaced.correlationId());
    }

    @Test
    void shouldReplaceUnderASpendLimitBecauseItKeepsTheSizeAndSaySo() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.spendLimit = "budget bgt_1 is used up";
        group.fail(group.ids().get(0), false, "failure_1");
        assertEquals(2, group.alive());
        assertTrue(group.activities(Kind.REPLACE).get(1).because().contains("bgt_1"));
    }

    @Test
    void shouldForgetThePlacesOfFailedMembersThatItIsToDoWithout() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        List.copyOf(group.ids()).subList(0, 3).forEach(id -> group.fail(id, false, "failure_" + id));
        group.deleteLeaving();
        assertEquals(2, group.alive(), "one that runs, and the first replacement");
        group.decide(desired(group, 2));
        group.spendLimit = "budget bgt_1 is used up";
        group.decide(desired(group, 4));
        group.answerAll();
        assertEquals(2, group.alive());
        group.spendLimit = null;
        group.activities.clear();
        group.run(11);
        assertEquals(4, group.alive(), "at once, for they replace nobody");
        assertEquals(List.of(), group.activities(Kind.REPLACE));
    }

    private static GroupCommand desired(GroupFixture group, int members) {
        return new GroupCommand.Change(group.group.description(), members, "the owner", "change_1");
    }

    @Test
    void shouldNotMakeUpForAMemberDeletedByHandUnderASpendLimit() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.spendLimit = "budget bgt_1 is used up";
        group.delete(group.ids().get(0));
        assertEquals(1, group.size());
        assertNotNull(group.nextCheckAt);
        group.run(30);
        List<Activity> declined = group.activities(Kind.DECLINE);
        assertEquals(1, declined.size(), "told once, however often it looks again");
        assertEquals("spend-limit-reached", declined.get(0).reason());
        assertEquals(
                "the group should have 2 members, but budget bgt_1 is used up",
                declined.get(0).because());
        group.spendLimit = null;
        group.decide(new GroupCommand.Check());
        assertEquals(2, group.size());
        assertNull(group.nextCheckAt);
    }

    @Test
    void shouldMakeUpForAMemberDeletedByHand() {
        GroupFixture group = GroupFixture.warm(3, 1, 4);
        group.delete(group.ids().get(0));
        assertEquals(3, group.size());
        assertEquals(1, group.activities(Kind.RESTORE).size());
    }

    @Test
    void shouldDelayAndAtLastStopCreatingMembersThatFailEarly() {
        GroupFixture group = new GroupFixture(1, 4);
        for (int failure = 1; failure < Restraint.DEFAULT.creationFailures(); failure++) {
            String failed = group.ids().get(0);
            group.fail(failed, true, "failure_" + failure);
            group.delete(failed);
            assertEquals(0, group.size(), "created before the delay was over");
            assertNotNull(group.nextCheckAt);
            assertEquals(Duration.ofSeconds(1L << (failure - 1)), Duration.between(group.now, group.nextCheckAt));
            group.now = group.nextCheckAt;
            group.decide(new GroupCommand.Check());
            assertEquals(1, group.size());
        }
        String last = group.ids().get(0);
        group.fail(last, true, "failure_last");
        group.delete(last);
        group.seconds(3600);
        group.decide(new GroupCommand.Check());
        assertEquals(0, group.size());
        assertNull(group.nextCheckAt);
        List<Activity> declined = group.activities(Kind.DECLINE);
        assertEquals(1, declined.size());
        assertEquals("creation-failures", declined.get(0).reason());
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(1, group.size());
    }

    @Test
    void shouldOnlyDelayHoweverOftenAMemberIsKilledInItsWarmUp() {
        GroupFixture group = new GroupFixture(1, 4);
        for (int failure = 1; failure <= 3 * Restraint.DEFAULT.creationFailures(); failure++) {
            group.answerAll();
            String failed = group.ids().get(0);
            group.fail(failed, true, "failure_" + failure);
            group.delete(failed);
            assertEquals(0, group.size(), "created before the delay was over");
            assertNotNull(group.nextCheckAt);
            assertTrue(Duration.between(group.now, group.nextCheckAt).toSeconds() <= 8);
            group.now = group.nextCheckAt;
            group.decide(new GroupCommand.Check());
            assertEquals(1, group.size());
        }
        assertTrue(group.activities(Kind.DECLINE).isEmpty());
    }

    @Test
    void shouldTakeMembersThatFailTogetherForOneFailure() {
        GroupFixture group =
                new GroupFixture(2 * Restraint.DEFAULT.creationFailures(), 4 * Restraint.DEFAULT.creationFailures());
        for (String failed : group.ids()) {
            group.fail(failed, true, "failure_" + failed);
            group.pass(Duration.ofMillis(10));
        }
        assertEquals(1, group.active().memory().creations().failures());
        assertNotNull(group.nextCheckAt);
        group.now = group.nextCheckAt;
        group.decide(new GroupCommand.Check());
        assertEquals(1, group.alive());
        group.answerAll();
        assertEquals(2L * Restraint.DEFAULT.creationFailures(), group.alive());
    }

    @Test
    void shouldDelayAndStopWhatNeverAnswersAlthoughTheClockWentBackAfterAFailure() {
        GroupFixture group = new GroupFixture(1, 4);
        group.failBuilding("it has no disk");
        group.deleteLeaving();
        group.pass(Duration.ofHours(-1));
        group.decide(new GroupCommand.Check());
        for (int second = 0; second < 600; second++) {
            group.failBuilding("it has no disk");
            group.deleteLeaving();
            group.run(1);
        }
        assertEquals(Restraint.DEFAULT.creationFailures(), group.made);
        assertEquals("creation-failures", group.activities(Kind.DECLINE).get(0).reason());
    }

    /** Clocks of two instances are never quite the same. */
    @Test
    void shouldTakeMembersThatFailTogetherForOneFailureAlthoughClocksDifferALittle() {
        GroupFixture group = new GroupFixture(10, 20);
        for (String failed : group.ids()) {
            group.fail(failed, true, "failure_" + failed);
            group.pass(Duration.ofMillis(-20));
        }
        assertEquals(1, group.active().memory().creations().failures());
    }

    @Test
    void shouldForgetEarlyFailuresOnceAMemberStayed() {
        GroupFixture group = new GroupFixture(1, 4);
        String first = group.ids().get(0);
        group.fail(first, true, "failure_1");
        group.delete(first);
        group.seconds(1);
        group.decide(new GroupCommand.Check());
        group.answerAll();
        group.pass(Pace.DEFAULT.settlesAfter());
        group.decide(new GroupCommand.Grow(1, "test"));
        String second = group.ids().get(1);
        group.fail(second, true, "failure_2");
        assertEquals(1, group.active().memory().creations().failures());
    }

    @Test
    void shouldGrowByHandUpToTheMaximum() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.decide(new GroupCommand.Grow(5, "asked for by server srv_1"));
        assertEquals(4, group.size());
        Rejected rejected = assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Grow(1, "more")));
        assertEquals(Refusal.MAXIMUM_REACHED, rejected.type());
        assertEquals(1, group.activities(Kind.DECLINE).size());
    }

    @Test
    void shouldNotGrowByHandUnderASpendLimit() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.spendLimit = "budget bgt_1 is used up";
        Rejected rejected = assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Grow(1, "more")));
        assertEquals(Refusal.SPEND_LIMIT_REACHED, rejected.type());
        assertNotNull(rejected.told());
        assertEquals(2, group.size());
    }

    @Test
    void shouldFollowChangesOfItsLimitsAtOnce() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.decide(GroupFixture.changed(limits(group, 3, 4)));
        assertEquals(3, group.alive());
        group.answerAll();
        group.decide(GroupFixture.changed(limits(group, 1, 1)));
        assertEquals(1, group.alive());
        assertEquals(1, group.active().desired());
    }

    @Test
    void shouldTellWhyAHigherMinimumIsNotMetUnderASpendLimit() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.spendLimit = "budget bgt_1 is used up";
        group.decide(GroupFixture.changed(limits(group, 3, 4)));
        assertEquals(2, group.size());
        assertEquals(
                "spend-limit-reached", group.activities(Kind.DECLINE).get(0).reason());
    }

    @Test
    void shouldKeepItsSizeWithoutGrowingWhileItsPlanIsRetired() {
        GroupFixture group = GroupFixture.warm(2, 2, 4);
        group.shortage = Shortage.ofGrowth(Refusal.PLAN_RETIRED, "the plan is retired and takes no new servers: small");
        Rejected rejected = assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Grow(1, "more")));
        assertEquals(Refusal.PLAN_RETIRED, rejected.type());
        assertNotNull(rejected.told());
        group.decide(GroupFixture.changed(limits(group, 3, 4)));
        assertEquals(2, group.size());
        assertEquals("plan-retired", group.activities(Kind.DECLINE).get(1).reason());
        String failed = group.ids().get(0);
        group.fail(failed, false, "failure_1");
        group.delete(failed);
        assertEquals(2, group.alive());
        assertTrue(group.activities(Kind.REPLACE).get(1).because().endsWith("takes the place of " + failed));
        group.answerAll();
        group.shortage = null;
        group.run(11);
        assertEquals(3, group.alive());
    }

    @Test
    void shouldDeleteItsMembersBeforeItIsDeleted() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.decide(new GroupCommand.Delete());
        assertInstanceOf(Group.Deleting.class, group.group);
        assertEquals(0, group.alive());
        List<String> ids = group.ids();
        group.delete(ids.get(0));
        assertInstanceOf(Group.Deleting.class, group.group);
        group.delete(ids.get(1));
        assertInstanceOf(Group.Deleted.class, group.group);
        assertInstanceOf(Unchanged.class, group.decide(new GroupCommand.Delete()));
        List<GroupCommand> asked = List.of(
                new GroupCommand.Grow(1, "more"),
                GroupFixture.changed(limits(group, 1, 2)),
                new GroupCommand.Suspend("the owner"),
                new GroupCommand.Resume("the owner"));
        for (GroupCommand command : asked) {
            Rejected rejected = assertInstanceOf(Rejected.class, group.decide(command));
            assertEquals(Refusal.ILLEGAL_STATE, rejected.type());
        }
    }

    @Test
    void shouldNotReplaceInAGroupThatIsBeingDeleted() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.decide(new GroupCommand.Delete());
        group.fail(group.ids().get(0), false, "failure_1");
        assertEquals(2, group.size());
        assertEquals(0, group.alive());
        assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Grow(1, "more")));
    }

    @Test
    void shouldDoNothingByItselfWhileSuspended() {
        GroupFixture group = GroupFixture.warm(2, 1, 4);
        group.decide(new GroupCommand.Suspend("the owner"));
        group.fail(group.ids().get(0), false, "failure_1");
        assertEquals(1, group.alive());
        assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Grow(1, "more")));
        group.decide(new GroupCommand.Resume("the owner"));
        group.decide(new GroupCommand.Grow(1, "more"));
        assertEquals(3, group.alive());
    }

    static GroupDescription limits(GroupFixture group, int min, int max) {
        GroupDescription of = group.group.description();
        return new GroupDescription(
                of.id(),
                of.accountId(),
                of.name(),
                of.planId(),
                of.imageId(),
                of.locationId(),
                min,
                max,
                of.targetTracking(),
                of.stabilization(),
                of.warmUp(),
                of.scaling(),
                of.members(),
                of.given(),
                of.createdAt());
    }
}
