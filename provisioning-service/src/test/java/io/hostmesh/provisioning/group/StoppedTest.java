package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is no end of a stop, and what is no reason for one. */
class StoppedTest {

    private static void failUntilStopped(GroupFixture group) {
        for (int second = 0; second < 600; second++) {
            group.failBuilding("it has no disk");
            group.deleteLeaving();
            group.run(1);
        }
        assertEquals(1, group.activities(Kind.DECLINE).size());
    }

    /** Each says that members could be made once, not that they can be made again. */
    @Test
    void shouldStayStoppedWhicheverMemberFailsUntilItsOwnerResumesIt() {
        GroupFixture group = GroupFixture.warm(6, 1, 12);
        group.crash("srv_001", "failure_1");
        group.answerAllOnce();
        group.deleteLeaving();
        group.crash("srv_002", "failure_2");
        failUntilStopped(group);
        int made = group.made;
        group.pass(Pace.DEFAULT.settlesAfter());
        for (String id : List.copyOf(group.aliveIds())) {
            group.crash(id, "failure_of_" + id);
            group.deleteLeaving();
            group.run(30);
        }
        assertEquals(made, group.made);
        assertEquals(0, group.alive());
        assertEquals(1, group.activities(Kind.DECLINE).size(), "told once");
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(1, group.alive());
    }

    /** Then every failure is a new one, also of members that were there before. */
    @Test
    void shouldStayStoppedWhenTheClockGoesBack() {
        GroupFixture group = GroupFixture.warm(5, 1, 12);
        group.decide(new GroupCommand.Grow(1, "test"));
        failUntilStopped(group);
        int made = group.made;
        group.pass(Duration.ofHours(-1));
        group.fail("srv_001", false, "failure_1");
        group.fail("srv_002", true, "failure_2");
        group.become("srv_003", Member.Phase.BUILDING, null);
        group.crash("srv_003", "failure_3");
        group.deleteLeaving();
        group.run(60);
        assertEquals(made, group.made);
        assertEquals(1, group.activities(Kind.DECLINE).size(), "told once");
    }

    @Test
    void shouldStayStoppedWhenAMemberIsKilledInItsWarmUp() {
        GroupFixture group = GroupFixture.warm(3, 1, 12);
        group.decide(new GroupCommand.Grow(2, "test"));
        group.answer("srv_004");
        failUntilStopped(group);
        int made = group.made;
        group.fail("srv_004", true, "failure_4");
        group.deleteLeaving();
        group.run(60);
        assertEquals(made, group.made);
    }

    @Test
    void shouldLookAgainWhileFailedMembersWaitForOthersInTheirPlaces() {
        GroupFixture group = GroupFixture.warm(40, 1, 80);
        group.ids().subList(0, 20).forEach(id -> group.fail(id, false, "failure_" + id));
        assertNotNull(group.nextCheckAt);
    }

    @Test
    void shouldNotBlameAQuotaForWhatADelayKeepsBack() {
        GroupFixture group = GroupFixture.warm(3, 1, 8);
        group.decide(new GroupCommand.Grow(1, "test"));
        group.shortage = new Shortage(Refusal.QUOTA_EXCEEDED, "the quota is used up but for one", 1);
        group.failBuilding("it has no disk");
        assertTrue(group.activities(Kind.DECLINE).isEmpty());
    }

    @Test
    void shouldTryAgainWhenItsOwnerChangesIt() {
        GroupFixture group = new GroupFixture(2, 4);
        failUntilStopped(group);
        assertEquals(0, group.alive());
        group.decide(GroupFixture.changed(GroupDeciderTest.limits(group, 2, 5)));
        group.answerAll();
        assertEquals(2, group.alive());
    }

    @Test
    void shouldRememberAfterASuspensionWhoWaitedForAnotherBeforeIt() {
        GroupFixture group = GroupFixture.warm(4, 1, 4);
        group.fail("srv_001", false, "failure_1");
        group.decide(new GroupCommand.Suspend("the owner"));
        group.deleteLeaving();
        group.decide(new GroupCommand.Resume("the owner"));
        Member last = group.members.get(group.members.size() - 1);
        assertEquals(List.of("srv_001"), last.traits().replaces());
    }
}
