package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestraintTest {

    @Test
    void shouldNameEverythingThatIsWrong() {
        assertEquals(List.of(), Restraint.DEFAULT.errors());
        assertEquals(List.of(), new Restraint(1, 100, 100, Pace.DEFAULT).errors());
        assertEquals(
                List.of(
                        "creation-failures from 1 to 100, got 0",
                        "replaced-percent from 1 to 100, got 101",
                        "update-failures from 1 to 100, got -3"),
                new Restraint(0, 101, -3, Pace.DEFAULT).errors());
    }

    @Test
    void shouldReplaceAShareAndAtLeastOne() {
        Restraint fifth = new Restraint(5, 20, 3, Pace.DEFAULT);
        assertEquals(1, fifth.replacedOf(0));
        assertEquals(1, fifth.replacedOf(4));
        assertEquals(2, fifth.replacedOf(14));
        assertEquals(200, fifth.replacedOf(1000));
    }

    private static Pace pace(int first, int longest, int recheck) {
        return new Pace(
                Duration.ofMillis(first),
                Duration.ofMillis(longest),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMillis(recheck));
    }

    @Test
    void shouldNameADelayThatIsWrong() {
        assertEquals(List.of(), new Restraint(5, 10, 3, pace(100, 3_600_000, 100)).errors());
        assertEquals(
                List.of("first-delay from PT0.1S to PT0.2S, got PT0.3S", "recheck from PT0.1S to PT1H, got PT0.099S"),
                new Restraint(5, 10, 3, pace(300, 200, 99)).errors());
        Pace settlesNever = new Pace(
                Duration.ofSeconds(1),
                Duration.ofSeconds(8),
                Duration.ofMinutes(61),
                Duration.ZERO,
                Duration.ofSeconds(10));
        assertEquals(
                List.of(
                        "settles-after from PT0.1S to PT1H, got PT1H1M",
                        "arrives-within from PT0.1S to PT1H, got PT0S"),
                new Restraint(5, 10, 3, settlesNever).errors());
    }

    @Test
    void shouldDoubleTheDelayUpToTheLongest() {
        List<Long> delays = IntStream.of(1, 2, 3, 4, 5, 1000)
                .mapToObj(failures -> pace(300, 2000, 1000).delayAfter(failures).toMillis())
                .toList();
        assertEquals(List.of(300L, 600L, 1200L, 2000L, 2000L, 2000L), delays);
    }

    @Test
    void shouldDelayTheNextMemberForAsLongAsTheConfigurationSays() {
        GroupFixture group = new GroupFixture(1, 4);
        group.restraint = new Restraint(5, 10, 3, pace(300, 400, 1000));
        fail(group, "failure_1");
        assertEquals(group.now.plusMillis(300), group.nextCheckAt);
        group.now = Objects.requireNonNull(group.nextCheckAt);
        group.decide(new GroupCommand.Check());
        assertEquals(1, group.size());
        fail(group, "failure_2");
        assertEquals(group.now.plusMillis(400), group.nextCheckAt);
    }

    @Test
    void shouldStopCreatingWhenTheConfigurationSaysSo() {
        GroupFixture group = new GroupFixture(1, 4);
        group.restraint = new Restraint(2, 10, 3, Pace.DEFAULT);
        fail(group, "failure_1");
        assertEquals(List.of(), group.activities(Activity.Kind.DECLINE));
        group.now = Objects.requireNonNull(group.nextCheckAt);
        group.decide(new GroupCommand.Check());
        fail(group, "failure_2");
        assertEquals(0, group.size());
        assertEquals(
                "2 new members in a row never answered; change or resume the group to try again",
                group.activities(Activity.Kind.DECLINE).get(0).because());
        assertNull(group.nextCheckAt);
    }

    private static void fail(GroupFixture group, String correlationId) {
        String failed = group.ids().get(0);
        group.fail(failed, true, correlationId);
        group.delete(failed);
    }
}
