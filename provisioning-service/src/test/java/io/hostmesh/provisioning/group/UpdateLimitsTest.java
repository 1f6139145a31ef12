package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupCommand.MemberFailed.Reached;
import io.hostmesh.provisioning.group.GroupCommand.Steer.What;
import io.hostmesh.provisioning.group.MemberRules.Share;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.group.Rollout.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rolling updates of groups in which something else goes on. */
class UpdateLimitsTest {

    private static GroupFixture group(int members, int max) {
        return RollingUpdateTest.group(members, max, RollingUpdateTest.atATime(1));
    }

    private static void change(GroupFixture group) {
        RollingUpdateTest.change(group, RollingUpdateTest.LARGE);
    }

    @Test
    void shouldGiveUpPredecessorsBeforeThePause() {
        GroupFixture group =
                RollingUpdateTest.group(4, 6, new UpdateRules(new Share(2, false), Duration.ofSeconds(60), true));
        change(group);
        RollingUpdateTest.live(group, 5);
        assertEquals(2, RollingUpdateTest.ofRevision(group, 2));
        assertEquals(2, RollingUpdateTest.ofRevision(group, 1));
    }

    @Test
    void shouldGiveNobodyUpWhileSuspendedThoughSuccessorsAreReady() {
        GroupFixture group = group(3, 6);
        change(group);
        group.begin("srv_004");
        group.decide(new GroupCommand.Suspend("the owner"));
        RollingUpdateTest.live(group, 60);
        assertEquals(List.of("srv_001", "srv_002", "srv_003", "srv_004"), group.aliveIds());
    }

    @Test
    void shouldGiveUpAtOnceWhatIsStillMadeOfTheOlderTemplate() {
        GroupFixture group = group(2, 6);
        group.decide(new GroupCommand.Grow(2, "test"));
        change(group);
        assertEquals(List.of("srv_001", "srv_002"), group.aliveIds());
    }

    @Test
    void shouldGiveUpNobodyWhileAnotherIsMissingAtTheMaximum() {
        GroupFixture group = group(4, 4);
        group.fail("srv_001", false, "failure_1");
        change(group);
        assertEquals(3, group.alive());
        group.run(60);
        assertEquals(3, group.alive());
    }

    @Test
    void shouldNotRollBackForMembersOfTheOlderTemplate() {
        GroupFixture group = group(6, 6);
        change(group);
        for (String old : List.of("srv_001", "srv_002", "srv_003")) {
            group.become(old, Member.Phase.LEAVING, null);
            group.decide(new GroupCommand.MemberFailed(
                    old, Reached.WARM, new Memory.Replacement(List.of(old), "failure_" + old), "it ended"));
        }
        assertEquals(0, RollingUpdateTest.update(group).failures());
        assertEquals(State.ROLLING, RollingUpdateTest.update(group).state());
    }

    @Test
    void shouldNotGoBackFromTheWayBack() {
        GroupFixture group = group(4, 8);
        change(group);
        RollingUpdateTest.live(group, 3);
        group.decide(new GroupCommand.Steer(What.ROLL_BACK, "the owner"));
        for (int second = 0; second < 600; second++) {
            group.failBuilding("it has no disk");
            group.deleteLeaving();
            group.run(1);
        }
        assertEquals(1, group.activities(Kind.ROLL_BACK).size());
        assertEquals(State.ROLLING_BACK, RollingUpdateTest.update(group).state());
        assertEquals("creation-failures", group.activities(Kind.DECLINE).get(0).reason());
    }

    /** What goes first owes successors to the size, and to no more of it than there is. */
    @Test
    void shouldOweNoSuccessorsThatTheSizeDoesNotTake() {
        GroupFixture group = group(4, 4);
        change(group);
        assertEquals(1, RollingUpdateTest.update(group).owed());
        group.decide(new GroupCommand.Steer(What.PAUSE, "the owner"));
        group.spendLimit = "budget bgt_1 is used up";
        group.decide(new GroupCommand.Change(group.group.description(), 3, "the owner", "change_1"));
        assertEquals(0, RollingUpdateTest.update(group).owed());
        group.decide(new GroupCommand.Change(group.group.description(), 4, "the owner", "change_2"));
        group.deleteLeaving();
        group.run(60);
        assertEquals(3, group.alive());
    }

    /** Each second member fails, so that there are never three in a row of which none became ready. */
    @Test
    void shouldGoOnThoughNewMembersFailAsLongAsOthersStay() {
        GroupFixture group = group(6, 12);
        change(group);
        for (int second = 0; second < 300 && RollingUpdateTest.ofRevision(group, 2) < 6; second++) {
            if (second % 20 == 0) {
                group.failBuilding("it has no disk");
            }
            group.deleteLeaving();
            if (second % 20 == 15) {
                group.answerAllOnce();
            }
            group.run(1);
        }
        assertEquals(6, RollingUpdateTest.ofRevision(group, 2));
        assertEquals(State.ROLLING, RollingUpdateTest.update(group).state());
    }

    @Test
    void shouldOweNothingForSuccessorsThatAreGivenUpForAnotherTemplate() {
        GroupFixture group = group(3, 6);
        change(group);
        assertEquals(4, group.alive());
        RollingUpdateTest.change(group, new Template("huge", "workload-1", "local", Given.NOTHING));
        assertEquals(3, group.alive());
        assertEquals(0, RollingUpdateTest.update(group).owed());
    }

    /** Though no batch ever began. */
    @Test
    void shouldNotEndBeforeThoseHaveStayedThatTookThePlacesOfFailedOnes() {
        GroupFixture group = group(2, 2);
        group.decide(new GroupCommand.Suspend("the owner"));
        change(group);
        List.copyOf(group.ids()).forEach(id -> group.fail(id, false, "failure_of_" + id));
        group.deleteLeaving();
        group.decide(new GroupCommand.Resume("the owner"));
        RollingUpdateTest.live(group, 55);
        assertEquals(2, RollingUpdateTest.ofRevision(group, 2));
        assertEquals(State.ROLLING, RollingUpdateTest.update(group).state());
        RollingUpdateTest.live(group, 10);
        assertEquals(State.DONE, RollingUpdateTest.update(group).state());
    }

    @Test
    void shouldReplaceOneAtATimeWhereTheShareIsLess() {
        GroupFixture group = RollingUpdateTest.group(3, 3, new UpdateRules(new Share(1, true), Duration.ZERO, true));
        change(group);
        RollingUpdateTest.live(group, 60);
        assertEquals(3, RollingUpdateTest.ofRevision(group, 2));
    }

    @Test
    void shouldPauseForNoLongerThanItShouldWhenTheClockGoesBack() {
        GroupFixture group =
                RollingUpdateTest.group(2, 2, new UpdateRules(new Share(1, false), Duration.ofSeconds(60), true));
        change(group);
        RollingUpdateTest.live(group, 5);
        assertEquals(1, RollingUpdateTest.ofRevision(group, 2));
        group.pass(Duration.ofHours(-1));
        group.tick();
        RollingUpdateTest.live(group, 5);
        assertEquals(2, RollingUpdateTest.ofRevision(group, 2));
    }

    @Test
    void shouldSayWhatItWaitsForAndNothingWhereItDoesNot() {
        GroupFixture group =
                RollingUpdateTest.group(4, 4, new UpdateRules(new Share(1, false), Duration.ofSeconds(100), true));
        group.protect("srv_001", true);
        change(group);
        expectWaiting(group, "1 member to take the places of those given up");
        group.deleteLeaving();
        group.run(1);
        expectWaiting(group, "1 member to be ready: srv_005");
        group.failBuilding("it has no disk");
        group.deleteLeaving();
        expectWaiting(group, "1 member to be made, but the last new member failed");
        group.run(2);
        group.answerAll();
        expectWaiting(group, "the end of its pause at " + group.now.plusSeconds(100));
        group.decide(new GroupCommand.Suspend("the owner"));
        expectWaiting(group, "scaling to be resumed");
        group.decide(new GroupCommand.Resume("the owner"));
        RollingUpdateTest.live(group, 500);
        expectWaiting(group, "its owner: 1 member of an older template are protected and stay");
        String last = group.aliveIds().get(3);
        group.crash(last, "failure_of_" + last);
        RollingUpdateTest.live(group, 60);
        assertEquals(1, group.activities(Activity.Kind.HOLD).size());
        group.decide(new GroupCommand.Steer(What.PAUSE, "the owner"));
        assertEquals("paused by the owner", RollingUpdateTest.update(group).explained());
        group.protect("srv_001", false);
        group.decide(new GroupCommand.Steer(What.RESUME, "the owner"));
        RollingUpdateTest.live(group, 20);
        group.decide(new GroupCommand.Suspend("the owner"));
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(
                "resumed by the owner; it waits for the last of its members, which have to answer for 60 s",
                RollingUpdateTest.update(group).explained());
        RollingUpdateTest.live(group, 500);
        assertEquals(
                "every member is of revision 2", RollingUpdateTest.update(group).explained());
    }

    private static void expectWaiting(GroupFixture group, String waitsFor) {
        assertEquals(
                "the template was changed by the owner; it waits for " + waitsFor,
                RollingUpdateTest.update(group).explained());
    }
}
