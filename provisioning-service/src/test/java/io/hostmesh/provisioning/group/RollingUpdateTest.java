package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupCommand.Steer.What;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.MemberRules.Share;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.group.Rollout.State;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollingUpdateTest {

    private static final Template SMALL = new Template("small", "workload-1", "local", Given.NOTHING);
    static final Template LARGE = new Template("large", "workload-1", "local", Given.NOTHING);

    /** A group at rest whose members answer at once and are ready at once. */
    static GroupFixture group(int members, int max, UpdateRules rules) {
        GroupFixture group = new GroupFixture(
                1, max, new MemberRules(MemberRules.Victim.NEWEST, rules), Duration.ofMinutes(5), Duration.ZERO);
        group.answerAll();
        if (members > 1) {
            group.decide(new GroupCommand.Grow(members - 1, "test"));
            group.answerAll();
        }
        group.seconds(1);
        group.activities.clear();
        return group;
    }

    static UpdateRules atATime(int members) {
        return new UpdateRules(new Share(members, false), Duration.ZERO, true);
    }

    static void change(GroupFixture group, Template template) {
        group.decide(new GroupCommand.Change(
                group.group.description().of(template), null, "the owner", "change_" + template.planId()));
    }

    static Rollout.Update update(GroupFixture group) {
        return Objects.requireNonNull(group.active().rollout().update());
    }

    static long ofRevision(GroupFixture group, int revision) {
        return group.members.stream()
                .filter(Member::alive)
                .filter(member -> member.traits().revision() == revision)
                .count();
    }

    @Test
    void shouldBeLookedAtAgainSoonHoweverFarOffTheNextScheduleIs() {
        GroupFixture group = group(2, 2, atATime(1));
        group.decide(
                GroupFixture.changed(PoliciesTest.scaled(group.group.description(), PoliciesTest.any(new Random(1)))));
        change(group, LARGE);
        assertEquals(1, group.alive());
        assertEquals(group.now.plus(Pace.DEFAULT.recheck()), group.nextCheckAt);
    }

    /** Machines are made and gone within a second. */
    static void live(GroupFixture group, int seconds) {
        for (int second = 0; second < seconds; second++) {
            group.run(1);
            group.deleteLeaving();
            group.answerAll();
        }
    }

    @Test
    void shouldMakeSuccessorsFirstWhereThereIsRoom() {
        GroupFixture group = group(4, 6, atATime(2));
        change(group, LARGE);
        assertEquals(2, ofRevision(group, 2));
        for (int second = 0; second < 30; second++) {
            live(group, 1);
            assertTrue(group.ready() >= 4, () -> "ready: " + group.ready());
            assertTrue(group.size() <= 6);
        }
        assertEquals(4, ofRevision(group, 2));
        assertEquals(4, group.size());
        live(group, 60);
        assertEquals(State.DONE, update(group).state());
        assertEquals(4, update(group).replaced());
        assertTrue(group.activities(Kind.UPDATE).stream()
                .allMatch(activity -> "change_large".equals(activity.correlationId())));
        assertFalse(group.activities(Kind.UPDATE).isEmpty());
    }

    @Test
    void shouldDeleteFirstAtTheMaximumAndMissNoMoreThanItMay() {
        GroupFixture group = group(4, 4, atATime(1));
        change(group, LARGE);
        for (int second = 0; second < 30; second++) {
            live(group, 1);
            assertTrue(group.ready() >= 3, () -> "ready: " + group.ready());
            assertTrue(group.size() <= 4);
        }
        assertEquals(4, ofRevision(group, 2));
        live(group, 60);
        assertEquals(State.DONE, update(group).state());
    }

    @Test
    void shouldReplaceAShareOfTheGroupAtATimeAndPauseBetweenBatches() {
        GroupFixture group = group(8, 8, new UpdateRules(new Share(25, true), Duration.ofSeconds(60), true));
        change(group, LARGE);
        live(group, 5);
        assertEquals(2, ofRevision(group, 2));
        live(group, 50);
        assertEquals(2, ofRevision(group, 2));
        live(group, 15);
        assertEquals(4, ofRevision(group, 2));
        live(group, 200);
        assertEquals(8, ofRevision(group, 2));
    }

    @Test
    void shouldRollBackWhenNewMembersDoNotBecomeReady() {
        GroupFixture group = group(3, 4, atATime(1));
        change(group, LARGE);
        for (int second = 0; second < 60 && update(group).state() == State.ROLLING; second++) {
            group.failBuilding("it has no disk");
            group.deleteLeaving();
            group.run(1);
        }
        assertEquals(SMALL, group.group.description().template());
        Activity back = group.activities(Kind.ROLL_BACK).get(0);
        assertEquals(
                "back to revision 1 of the template: 3 members of revision 2 in a row failed before they had answered for 60 s,"
                        + " the last one: it has no disk",
                back.because());
        live(group, 30);
        assertEquals(State.ROLLED_BACK, update(group).state());
        assertEquals(3, ofRevision(group, 1));
        assertEquals(3, group.size());
    }

    /** They answer and are ready, each ends a little later: most of all where that is after the last of them was made. */
    @ParameterizedTest
    @CsvSource({"1, 5", "1, 55", "2, 55", "3, 5", "3, 20", "8, 20", "8, 55"})
    void shouldRollBackWhenNewMembersEndBeforeTheyHaveStayed(int members, int life) {
        GroupFixture group = group(members, 2 * members, atATime(1));
        change(group, LARGE);
        for (int second = 0; second < 600 && update(group).state() == State.ROLLING; second++) {
            live(group, 1);
            endAfter(group, life);
        }
        Activity back = group.activities(Kind.ROLL_BACK).get(0);
        assertEquals(
                "back to revision 1 of the template: 3 members of revision 2 in a row failed before they had answered for 60 s,"
                        + " the last one: it ended",
                back.because());
        live(group, 60);
        assertEquals(members, ofRevision(group, 1));
        assertEquals(members, group.size());
        assertEquals(State.ROLLED_BACK, update(group).state());
    }

    private static void endAfter(GroupFixture group, int life) {
        group.members.stream()
                .filter(member -> member.phase() == Member.Phase.RUNNING
                        && member.traits().revision() == 2)
                .filter(member -> !group.now.isBefore(
                        Objects.requireNonNull(member.answeredAt()).plusSeconds(life)))
                .toList()
                .forEach(member -> group.crash(member.id(), "failure_of_" + member.id()));
    }

    @Test
    void shouldNotEndBeforeTheLastMembersHaveStayedNorCountThoseThatHave() {
        GroupFixture group = group(4, 8, new UpdateRules(new Share(2, false), Duration.ofSeconds(90), true));
        change(group, LARGE);
        live(group, 80);
        for (String stayed : List.copyOf(group.aliveIds().subList(2, 4))) {
            group.crash(stayed, "failure_of_" + stayed);
        }
        assertEquals(0, update(group).failures());
        live(group, 30);
        assertEquals(4, ofRevision(group, 2));
        assertEquals(State.ROLLING, update(group).state());
        assertEquals(
                "the template was changed by the owner; it waits for the last of its members, which have to answer for 60 s",
                update(group).explained());
        String last = group.aliveIds().get(3);
        group.crash(last, "failure_of_" + last);
        assertEquals(1, update(group).failures());
        live(group, 59);
        assertEquals(State.ROLLING, update(group).state(), "its successor has to stay as well");
        live(group, 5);
        assertEquals(State.DONE, update(group).state());
        assertEquals("every member is of revision 2", update(group).explained());
        String later = group.aliveIds().get(3);
        group.crash(later, "failure_of_" + later);
        assertEquals(1, update(group).failures());
    }

    @Test
    void shouldWaitLongerAfterEachFailureAndMakeNoMoreThanCreationsMayFail() {
        GroupFixture group = group(3, 4, atATime(1));
        group.restraint = new Restraint(4, 10, 100, Pace.DEFAULT);
        change(group, LARGE);
        List<Long> madeAtSecond = new ArrayList<>();
        for (long second = 0; second < 120; second++) {
            if (group.building() > 0) {
                madeAtSecond.add(second);
                group.failBuilding("it has no disk");
            }
            group.deleteLeaving();
            assertEquals(3, group.ready(), "no member is given up for one that cannot be made");
            group.run(1);
        }
        assertEquals(4, madeAtSecond.size(), "the fourth failure stops creations: " + madeAtSecond);
        for (int failure = 1; failure < madeAtSecond.size(); failure++) {
            long waited = madeAtSecond.get(failure) - madeAtSecond.get(failure - 1);
            long delay = 1L << (failure - 1);
            assertTrue(waited >= delay, () -> delay + " s after that failure: " + madeAtSecond);
        }
        assertEquals(1, group.activities(Kind.DECLINE).size());
        assertEquals(State.ROLLING, update(group).state());
        group.decide(new GroupCommand.Resume("the owner"));
        live(group, 30);
        assertEquals(3, ofRevision(group, 2));
    }

    @Test
    void shouldPauseInsteadOfRollingBackIfItsOwnerWishesSo() {
        GroupFixture group = group(3, 4, new UpdateRules(new Share(1, false), Duration.ZERO, false));
        change(group, LARGE);
        for (int second = 0; second < 60 && update(group).state() == State.ROLLING; second++) {
            group.failBuilding("it has no disk");
            group.deleteLeaving();
            group.run(1);
        }
        assertEquals(State.PAUSED, update(group).state());
        assertEquals(LARGE, group.group.description().template());
        assertEquals("update-failed", group.activities(Kind.DECLINE).get(0).reason());
    }

    @Test
    void shouldPauseResumeAndRollBackAsAsked() {
        GroupFixture group = group(8, 8, atATime(1));
        assertEquals(
                Refusal.NO_UPDATE,
                assertInstanceOf(Rejected.class, group.decide(new GroupCommand.Steer(What.PAUSE, "the owner")))
                        .type());
        change(group, LARGE);
        live(group, 2);
        group.decide(new GroupCommand.Steer(What.PAUSE, "the owner"));
        live(group, 60);
        long done = ofRevision(group, 2);
        assertTrue(done > 0 && done < 6, () -> done + " of 8");
        assertEquals("paused by the owner", update(group).explained());
        group.decide(new GroupCommand.Steer(What.RESUME, "the owner"));
        live(group, 2);
        assertTrue(ofRevision(group, 2) > done);
        group.decide(new GroupCommand.Steer(What.ROLL_BACK, "the owner"));
        live(group, 60);
        assertEquals(8, ofRevision(group, 1));
        assertEquals(SMALL, group.group.description().template());
        assertEquals(State.ROLLED_BACK, update(group).state());
    }

    @Test
    void shouldTakeAReturnToTheOldTemplateForARollBackAndCountRevisionsOn() {
        GroupFixture group = group(3, 3, atATime(1));
        change(group, LARGE);
        live(group, 2);
        change(group, SMALL);
        assertEquals(State.ROLLING_BACK, update(group).state());
        live(group, 30);
        assertEquals(3, ofRevision(group, 1));
        change(group, LARGE);
        live(group, 30);
        assertEquals(3, ofRevision(group, 3));
    }

    @Test
    void shouldFinishABatchAlthoughNothingMoreMayBeSpent() {
        GroupFixture group = group(3, 6, atATime(1));
        group.spendLimit = "budget bgt_1 is used up";
        change(group, LARGE);
        for (int second = 0; second < 40; second++) {
            live(group, 1);
            assertTrue(group.size() <= 3);
        }
        assertEquals(3, ofRevision(group, 2));
    }

    @Test
    void shouldLeaveProtectedMembersUntilTheyNoLongerAre() {
        GroupFixture group = group(3, 4, atATime(1));
        group.protect("srv_001", true);
        change(group, LARGE);
        live(group, 40);
        assertEquals(1, ofRevision(group, 1));
        assertEquals(State.ROLLING, update(group).state());
        assertEquals(1, group.activities(Kind.HOLD).size());
        assertEquals(Victims.ALL_PROTECTED, group.activities(Kind.HOLD).get(0).reason());
        group.protect("srv_001", false);
        live(group, 70);
        assertEquals(3, ofRevision(group, 2));
        assertEquals(State.DONE, update(group).state());
    }

    @Test
    void shouldNotMoveWhileScalingIsSuspended() {
        GroupFixture group = group(3, 4, atATime(1));
        group.decide(new GroupCommand.Suspend("the owner"));
        change(group, LARGE);
        live(group, 60);
        assertEquals(3, ofRevision(group, 1));
        assertEquals(3, group.size());
        group.decide(new GroupCommand.Resume("the owner"));
        live(group, 30);
        assertEquals(3, ofRevision(group, 2));
    }

    @Test
    void shouldReplaceWithMembersOfTheNewTemplateAndGrowWithThem() {
        GroupFixture group = group(3, 5, atATime(1));
        change(group, LARGE);
        group.decide(new GroupCommand.Steer(What.PAUSE, "the owner"));
        live(group, 3);
        group.fail("srv_001", false, "failure_1");
        group.decide(new GroupCommand.Grow(1, "test"));
        live(group, 3);
        assertEquals(
                List.of(2, 2),
                group.members.stream()
                        .skip(group.members.size() - 2)
                        .map(member -> member.traits().revision())
                        .toList());
    }
}
