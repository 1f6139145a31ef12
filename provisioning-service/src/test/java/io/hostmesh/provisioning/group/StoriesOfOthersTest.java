package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.Kind;
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
        group.decide(new GroupCommand.Suspend());
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

    /** Growing and shrinking in turns for hours. */
    @Test
    void karpenter8536ShouldNotChurnWhenTheLoadSwingsFasterThanTheWindow() {
        GroupFixture group = GroupFixture.warm(4, 1, 8);
        for (int swing = 0; swing < 100; swing++) {
            group.underloadFor(60, 4, 10);
            group.decide(new GroupCommand.LoadBackToNormal("alt_under"));
            group.overload(4, 63);
            group.seconds(1);
        }
        assertEquals(4, group.size());
        assertEquals(0, group.activities(Kind.SHRINK).size());
        assertEquals(0, group.activities(Kind.GROW).size());
    }
}
