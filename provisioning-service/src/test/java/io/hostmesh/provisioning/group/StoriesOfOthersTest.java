package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.policy.Scaling;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What went wrong in other autoscalers, by the number of the report. */
class StoriesOfOthersTest {

    /** 30,000 machines in a group with a maximum of 4: failed ones did not count. */
    @Test
    void cloudstack9318ShouldCountFailedMembersAgainstTheMaximum() {
        GroupFixture group = GroupFixture.warm(4, 4, 4);
        for (int round = 0; round < 1000; round++) {
            for (String id : List.copyOf(group.ids())) {
                group.fail(id, true, "failure_" + round);
                assertTrue(group.size() <= 4);
            }
            group.seconds(60);
            group.decide(new GroupCommand.Check());
            assertTrue(group.size() <= 4);
        }
    }

    /** 2,296 machines with a maximum of 2: stopped ones did not count. */
    @Test
    void cloudstack14185ShouldCountStoppedMembersAgainstTheMaximum() {
        GroupFixture group = GroupFixture.warm(2, 2, 2);
        group.ids().forEach(id -> group.become(id, Member.Phase.LEAVING, null));
        for (int second = 0; second < 100; second++) {
            group.overload(2, 200);
            group.decide(new GroupCommand.Check());
            group.seconds(1);
        }
        assertEquals(2, group.size());
    }

    /** Disabling did not stop it. */
    @Test
    void cloudstack9503ShouldStopScalingTheMomentItIsSuspended() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        GroupCommand queued = new GroupCommand.Load("alt_over", true, group.measured(2, 200, 0));
        group.decide(new GroupCommand.Suspend("the owner"));
        group.decide(queued);
        assertEquals(2, group.size());
        assertEquals("scaling-suspended", group.activities(Kind.DECLINE).get(0).reason());
    }

    /** Members that were lost were still counted as working. */
    @Test
    void cloudstack9145ShouldNotCountAFailedMemberAsCapacity() {
        GroupFixture group = GroupFixture.warm(3, 3, 8);
        group.fail(group.ids().get(0), false, "failure_1");
        assertEquals(3, group.alive());
        assertEquals(4, group.size());
    }

    /** Start-up work looked like load, which made more members, which started up. */
    @Test
    void kubernetes28692ShouldNotTakeStartingUpForLoad() {
        GroupFixture group = GroupFixture.warm(1, 1, 100);
        group.overload(1, 70);
        assertEquals(2, group.size());
        group.answerAll();
        for (int second = 0; second < 9; second++) {
            group.seconds(1);
            group.overload(2, 400);
        }
        assertEquals(2, group.size());
        assertEquals("warming-up", group.activities(Kind.HOLD).get(0).reason());
    }

    /** One pod without metrics blocked all scaling. */
    @Test
    void kubernetes30471ShouldGrowAlthoughOneMemberHasNoFigures() {
        GroupFixture group = GroupFixture.warm(3, 1, 8);
        group.decide(new GroupCommand.Load("alt_over", true, group.measured(2, 150, 1)));
        assertEquals(5, group.size());
    }

    /** All unready: it could not scale at all. */
    @Test
    void kubernetes64088ShouldGrowOnceTheWarmUpIsOverHoweverBusyAllAre() {
        GroupFixture group = new GroupFixture(2, 8);
        group.answerAll();
        group.seconds(5);
        group.overload(2, 300);
        assertEquals(2, group.size());
        group.seconds(5);
        group.overload(2, 300);
        assertEquals(6, group.size(), "four at once");
        group.seconds(15);
        group.overload(2, 300);
        assertEquals(8, group.size());
    }

    /** Scaled to nothing while the source of its figures was being replaced. */
    @Test
    void keda4098ShouldNotShrinkWhileFiguresAreMissing() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        group.underloadFor(200, 4, 50);
        group.pass(Duration.ofMinutes(30));
        group.underload(4, 0);
        group.decide(new GroupCommand.Check());
        assertEquals(4, group.alive());
    }

    /** Growing and shrinking in turns for hours: it grows in the first swing, and keeps what each later one needs again. */
    @Test
    void karpenter8536ShouldNotChurnWhenTheLoadSwingsFasterThanTheWindow() {
        GroupFixture group = GroupFixture.warm(4, 1, 16);
        for (int swing = 0; swing < 100; swing++) {
            group.underloadFor(60, group.size(), 10);
            for (int second = 0; second < 30; second++) {
                group.overload(group.size(), 4.0 * 120 / group.size());
                group.answerAll();
                group.seconds(1);
            }
        }
        assertEquals(8, group.size());
        assertEquals(1, group.activities(Kind.GROW).size());
        assertEquals(0, group.activities(Kind.SHRINK).size());
    }

    /** Storage was down for a night: each interval made machines that could not start, until the subnet was full. */
    @Test
    void cloudstack9318ShouldStopMakingMembersThatCannotStartAndSayHowToGoOn() {
        GroupFixture group = new GroupFixture(2, 4);
        for (int interval = 0; interval < 2 * 60 * 21; interval++) {
            group.failBuilding("the storage is down");
            group.deleteLeaving();
            group.run(30);
        }
        assertTrue(group.made <= 2 * Restraint.DEFAULT.creationFailures(), () -> "made: " + group.made);
        assertEquals("creation-failures", group.activities(Kind.DECLINE).get(0).reason());
        group.decide(new GroupCommand.Resume("the owner"));
        group.answerAll();
        assertEquals(2, group.alive());
    }

    /** With a maximum of 3 it made nearly 1,000, and the disable option did nothing about those on their way. */
    @Test
    void cloudstack9503ShouldTakeBackWhatIsOnItsWayWhenItIsDisabled() {
        GroupFixture group = new GroupFixture(2, 3);
        group.decide(new GroupCommand.Suspend("the owner"));
        assertEquals(0, group.alive());
        group.deleteLeaving();
        for (int minute = 0; minute < 1000; minute++) {
            group.overload(1, 500);
            group.run(60);
        }
        assertEquals(0, group.size());
        assertEquals(2, group.made);
    }

    /** A host failed; its members came back somewhere else as orphans, and still counted as two of four. */
    @Test
    void cloudstack9145ShouldReplaceTheMembersOfALostHostAndCountOnlyThoseThatServe() {
        GroupFixture group = GroupFixture.warm(4, 2, 6);
        List<String> onTheHost = group.ids().subList(0, 2);
        onTheHost.forEach(id -> group.fail(id, false, "failure_" + id));
        assertEquals(3, group.alive());
        group.answerAll();
        assertEquals(4, group.alive());
        group.deleteLeaving();
        assertEquals(4, group.size());
        onTheHost.forEach(id -> assertTrue(!group.ids().contains(id)));
    }

    /** After a host had failed, six idle members stayed although two were enough: scaling in no longer worked. */
    @Test
    void cloudstack9336ShouldStillShrinkAfterMembersWereLostAndReplaced() {
        GroupFixture group = GroupFixture.warm(6, 2, 6);
        group.ids().subList(0, 3).forEach(id -> group.fail(id, false, "failure_" + id));
        for (int second = 0; second < 10; second++) {
            group.deleteLeaving();
            group.answerAll();
            group.run(1);
        }
        assertEquals(6, group.alive());
        group.pass(GroupFixture.WARM_UP);
        group.underloadFor(310, 6, 1);
        assertEquals(2, group.alive());
    }

    /** Three that use twenty times their share while they start became ten, all of them starting. */
    @Test
    void kubernetes29989ShouldNotMultiplyWhatIsBusyWithStarting() {
        GroupFixture group = GroupFixture.warm(3, 3, 10);
        group.overload(3, 70);
        int wished = group.size();
        for (int second = 0; second < 60; second++) {
            group.answerAll();
            group.overload(wished, second < 9 ? 2000 : 40);
            group.seconds(1);
        }
        assertEquals(wished, group.size());
    }

    /** Every pod was overwhelmed and unready, so that it never scaled out of it: what is there counts, ready or not. */
    @Test
    void kubernetes130130ShouldReplaceAndGrowAlthoughNobodyIsReady() {
        GroupFixture group = GroupFixture.warm(3, 1, 9);
        for (String id : List.copyOf(group.ids())) {
            group.fail(id, false, "failure_" + id);
        }
        group.deleteLeaving();
        assertTrue(group.building() > 0);
        group.answerAll();
        assertEquals(3, group.alive());
        group.pass(GroupFixture.WARM_UP);
        group.overload(3, 180);
        assertEquals(7, group.size()); // Four at a time is the most that a small group grows by.
    }

    /** One of several sources of figures did not answer, and nothing was scaled by the others either. */
    @Test
    void keda5657ShouldGrowByOneMetricWhileAnotherIsMissing() {
        GroupFixture group = GroupFixture.warm(2, 1, 8);
        group.decide(GroupFixture.changed(alsoBy("requests_per_second", group.group.description())));
        Measurement requests = new Measurement("requests_per_second", 100, 100, 2, 0, group.now, group.now);
        group.decide(new GroupCommand.Load("alt_requests", true, requests));
        group.pass(Duration.ofMinutes(30));
        group.overload(2, 110);
        assertEquals(4, group.size());
    }

    private static GroupDescription alsoBy(String metric, GroupDescription of) {
        Policy tracking = new Policy(
                PolicyType.TARGET_TRACKING,
                metric,
                100.0,
                null,
                null,
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
        Scaling both = new Scaling(
                List.of(tracking), 0, 0, of.scaling().growth(), of.scaling().shrinking());
        return new GroupDescription(
                of.id(),
                of.accountId(),
                of.name(),
                of.planId(),
                of.imageId(),
                of.locationId(),
                of.min(),
                of.max(),
                of.targetTracking(),
                of.stabilization(),
                of.warmUp(),
                both,
                of.members(),
                of.given(),
                of.createdAt());
    }

    /** A change of what was scaled took it down to its minimum at once, and a long growth followed. */
    @Test
    void keda6762ShouldKeepItsSizeWhenItIsChanged() {
        GroupFixture group = GroupFixture.warm(6, 1, 8);
        group.decide(GroupFixture.changed(alsoBy("requests_per_second", group.group.description())));
        for (int minute = 0; minute < 30; minute++) {
            group.run(60);
            group.overload(6, 60);
        }
        assertEquals(6, group.alive());
        assertEquals(0, group.activities(Kind.SHRINK).size());
    }

    /** Without load it went up to its minimum and down again at each look. */
    @Test
    void keda2314ShouldRestAtItsMinimum() {
        GroupFixture group = GroupFixture.warm(2, 2, 8);
        for (int minute = 0; minute < 60; minute++) {
            group.underloadFor(30, 2, 0);
            group.run(30);
        }
        assertEquals(2, group.alive());
        assertEquals(2, group.made);
        assertEquals(
                0,
                group.activities(Kind.GROW).size()
                        + group.activities(Kind.SHRINK).size());
    }
}
