package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupCommand.MemberFailed.Reached;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that answer, are warm, and end all the same before they have stayed. */
class EarlyDeathsTest {

    private static final int HOUR = 3600;
    private static final long LONGEST_DELAY = Pace.DEFAULT.longestDelay().toSeconds();

    private static GroupFixture group(int members, Duration warmUp) {
        return new GroupFixture(members, 2 * members, Duration.ofMinutes(5), warmUp);
    }

    private static void crash(GroupFixture group) {
        String id = group.ids().get(0);
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        group.crash(id, "failure_of_" + id);
        group.delete(id);
    }

    private static void check(GroupFixture group) {
        group.now = Objects.requireNonNull(group.nextCheckAt);
        group.decide(new GroupCommand.Check());
    }

    @Test
    void shouldReplaceTheFirstAtOnceAndDelayFromTheSecondInARowOn() {
        GroupFixture group = group(1, GroupFixture.WARM_UP);
        crash(group);
        assertEquals(1, group.alive());
        assertNull(group.nextCheckAt);
        for (long delay : List.of(1, 2, 4, 8, 8, 8)) {
            crash(group);
            assertEquals(0, group.alive());
            assertEquals(group.now.plusSeconds(delay), group.nextCheckAt);
            check(group);
            assertEquals(1, group.alive());
        }
        List<Activity> told = group.activities(Kind.HOLD);
        assertEquals(1, told.size());
        assertEquals("creation-delayed", told.get(0).reason());
        assertEquals(
                "new members fail soon after they are made, one after the other; the next are made 8 s after each failure,"
                        + " until one has answered for 60 s",
                told.get(0).because());
        assertEquals(List.of(), group.activities(Kind.DECLINE));
    }

    @Test
    void shouldNotDelayMoreWhatFailsInItsWarmUpAfterThat() {
        GroupFixture group = group(1, GroupFixture.WARM_UP);
        crash(group);
        group.answerAll();
        group.crash(group.ids().get(0), "failure_2");
        assertEquals(group.now.plusSeconds(1), group.nextCheckAt);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 10, 11", "6, 0, 0", "6, 10, 11", "20, 0, 3"})
    void shouldBoundHowManyAreMadeOfWhatEndsSoonAfterItAnswered(int members, int warmUp, int life) {
        GroupFixture group = group(members, Duration.ofSeconds(warmUp));
        for (int second = 0; second < HOUR; second++) {
            group.answerAllOnce();
            List<Member> ending = group.members.stream()
                    .filter(member -> member.phase() == Member.Phase.RUNNING)
                    .filter(member -> !group.now.isBefore(
                            Objects.requireNonNull(member.answeredAt()).plusSeconds(life)))
                    .toList();
            ending.forEach(member -> group.crash(member.id(), "failure_of_" + member.id()));
            group.deleteLeaving();
            group.run(1);
        }
        long delays = HOUR / (LONGEST_DELAY + life) + 5;
        assertTrue(group.made <= members * (delays + 1), () -> "made: " + group.made);
        assertTrue(group.made >= delays / 2, () -> "made: " + group.made);
    }

    @Test
    void shouldBeginAnewAfterAMemberThatStayed() {
        GroupFixture group = group(1, GroupFixture.WARM_UP);
        crash(group);
        crash(group);
        check(group);
        group.answerAll();
        group.pass(Pace.DEFAULT.settlesAfter());
        crash(group);
        assertEquals(Creations.NONE, group.active().memory().creations());
        assertEquals(1, group.alive());
        crash(group);
        assertEquals(1, group.alive(), "the first of a new row");
        crash(group);
        assertEquals(group.now.plusSeconds(1), group.nextCheckAt);
    }

    @Test
    void shouldNotBeginAnewAfterOneThatWasThereBefore() {
        GroupFixture group = group(2, GroupFixture.WARM_UP);
        String old = group.ids().get(1);
        crash(group);
        group.answerAll();
        String next = group.ids().get(1);
        group.pass(GroupFixture.WARM_UP);
        group.crash(next, "failure_of_" + next);
        group.deleteLeaving();
        group.pass(Pace.DEFAULT.settlesAfter());
        group.crash(old, "failure_of_" + old);
        assertEquals(1, group.active().memory().creations().failures());
    }

    @Test
    void shouldKnowHowFarAMemberHadCome() {
        Instant answered = GroupFixture.T0;
        assertEquals(Reached.NEVER_ANSWERED, reached(null, answered, 10));
        assertEquals(Reached.WARMING_UP, reached(answered, answered.plusMillis(9_999), 10));
        assertEquals(Reached.WARM, reached(answered, answered.plusSeconds(10), 10));
        assertEquals(Reached.WARM, reached(answered, answered, 0));
        assertEquals(Reached.WARM, reached(answered, answered.plusMillis(59_999), 0));
        assertEquals(Reached.SETTLED, reached(answered, answered.plusSeconds(60), 0));
        assertEquals(Reached.WARMING_UP, reached(answered, answered.plusSeconds(299), 300));
        assertEquals(Reached.SETTLED, reached(answered, answered.plusSeconds(300), 300));
    }

    private static Reached reached(@Nullable Instant answeredAt, Instant failedAt, int warmUpSeconds) {
        return Reached.of(answeredAt, failedAt, Duration.ofSeconds(warmUpSeconds), Pace.DEFAULT);
    }
}
