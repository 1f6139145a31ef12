package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Suspended groups, sizes by hand, and the pace of replacements. */
class SuspensionTest {

    private static void desire(GroupFixture group, int members) {
        group.decide(new GroupCommand.Change(group.group.description(), members, "the owner", "change_1"));
    }

    @Test
    void shouldTakeBackWhatIsQueuedTheMomentItIsSuspended() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.decide(new GroupCommand.Grow(3, "test"));
        group.begin("srv_003");
        group.decide(new GroupCommand.Suspend("the owner"));
        assertEquals(List.of("srv_001", "srv_002", "srv_003"), group.aliveIds());
        assertEquals(2, group.activities(Kind.SUSPEND).get(0).steps().size());
        group.deleteLeaving();
        group.run(3600);
        assertEquals(3, group.size());
        assertNull(group.nextCheckAt);
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(5, group.alive());
    }

    @Test
    void shouldReplaceNobodyWhileSuspendedAndAllOfThemAfterwards() {
        GroupFixture group = GroupFixture.warm(3, 1, 4);
        group.decide(new GroupCommand.Suspend("the owner"));
        group.fail("srv_001", false, "failure_1");
        group.deleteLeaving();
        group.run(600);
        assertEquals(2, group.size());
        assertTrue(group.activities(Kind.REPLACE).get(0).because().endsWith("it is replaced when scaling is resumed"));
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(3, group.alive());
        Activity replaced = group.activities(Kind.REPLACE).get(1);
        assertEquals(new CreateMember(List.of("srv_001")), replaced.steps().get(0));
        assertEquals("failure_1", replaced.correlationId());
    }

    @Test
    void shouldGiveUpWhatWasProtectedWhenItShrankAndIsNoLongerOnceItIsResumed() {
        GroupFixture group = GroupFixture.warm(3, 1, 4);
        group.protect("srv_001", true);
        group.protect("srv_002", true);
        group.decide(new GroupCommand.Suspend("the owner"));
        desire(group, 1);
        assertEquals(List.of("srv_001", "srv_002"), group.aliveIds());
        group.protect("srv_001", false);
        assertEquals(List.of("srv_001", "srv_002"), group.aliveIds());
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(List.of("srv_002"), group.aliveIds());
        assertEquals(
                "the group should have 1 members",
                group.activities.get(group.activities.size() - 1).because());
    }

    @Test
    void shouldNotForgetWhomAQueuedReplacementStoodInFor() {
        GroupFixture group = GroupFixture.warm(3, 1, 4);
        group.fail("srv_001", false, "failure_1");
        group.decide(new GroupCommand.Suspend("the owner"));
        assertEquals(2, group.alive());
        group.deleteLeaving();
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(
                List.of("srv_001"),
                group.members.get(group.members.size() - 1).traits().replaces());
    }

    @Test
    void shouldBecomeAsLargeAsItsOwnerAsksAndSayWhoAsked() {
        GroupFixture group = GroupFixture.warm(2, 1, 6);
        desire(group, 5);
        assertEquals(5, group.alive());
        assertEquals(
                "the owner asks for 5 members",
                group.activities(Kind.GROW).get(0).because());
        group.answerAll();
        desire(group, 1);
        assertEquals(1, group.alive());
        assertEquals(
                "the owner asks for 1 member",
                group.activities(Kind.SHRINK).get(0).because());
        desire(group, 1);
        assertEquals(1, group.activities(Kind.SHRINK).size());
    }

    @Test
    void shouldSayWhatKeepsItFromTheSizeThatWasAskedFor() {
        GroupFixture group = GroupFixture.warm(2, 1, 6);
        group.decide(new GroupCommand.Suspend("the owner"));
        desire(group, 4);
        assertEquals(2, group.alive());
        assertEquals("scaling-suspended", group.activities(Kind.HOLD).get(0).reason());
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(4, group.alive());
        group.spendLimit = "budget bgt_1 is used up";
        desire(group, 6);
        assertEquals(4, group.alive());
        assertEquals(
                "spend-limit-reached", group.activities(Kind.DECLINE).get(0).reason());
    }

    @Test
    void shouldReplaceATenthOfTheGroupAtATime() {
        GroupFixture group = GroupFixture.warm(40, 1, 80);
        for (String failed : group.ids().subList(0, 20)) {
            group.fail(failed, false, "failure_" + failed);
            assertTrue(group.building() <= 4);
        }
        assertEquals(4, group.building());
        group.deleteLeaving();
        group.run(60);
        assertEquals(4, group.building());
        for (int round = 0; round < 5; round++) {
            assertEquals(4, group.building());
            group.answerAllOnce();
        }
        assertEquals(40, group.alive());
        assertEquals(0, group.building());
    }

    @Test
    void shouldReplaceOneAtATimeWhileNobodyRuns() {
        GroupFixture group = GroupFixture.warm(30, 1, 60);
        for (String failed : List.copyOf(group.ids())) {
            group.fail(failed, false, "failure_" + failed);
        }
        group.deleteLeaving();
        assertEquals(3, group.building());
        group.run(30);
        assertEquals(3, group.building());
        group.failBuilding("it failed too");
        group.deleteLeaving();
        group.run(30);
        assertEquals(1, group.building());
        group.answerAllOnce();
        assertEquals(3, group.building());
    }
}
