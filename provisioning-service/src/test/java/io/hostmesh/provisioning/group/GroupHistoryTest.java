package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens, in whatever order: the members in any state but deleted never exceed the maximum, and a group that is left
 * in peace comes back to what it should have.
 */
class GroupHistoryTest {

    private static final int STEPS = 120;

    @Property(tries = 10_000)
    void shouldNeverExceedItsMaximumAndComeToRest(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int min,
            @ForAll @IntRange(min = 3, max = 9) int max) {
        Random random = new Random(seed);
        GroupFixture group = new GroupFixture(min, max, Duration.ofSeconds(random.nextInt(30)), Duration.ofSeconds(5));
        List<GroupCommand> sent = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            happen(group, random, sent, step);
            assertTrue(group.size() <= max, () -> "size " + group.size() + " of " + max);
            assertTrue(group.active().desired() >= min && group.active().desired() <= max);
        }
        rest(group);
        assertTrue(
                group.alive() == group.active().desired(),
                () -> group.alive() + " of " + group.active().desired());
    }

    private static void happen(GroupFixture group, Random random, List<GroupCommand> sent, int step) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                boolean over = random.nextBoolean();
                double value = over ? 60 + random.nextInt(300) : random.nextInt(60);
                int measured = random.nextInt(group.size() + 2);
                GroupCommand load = new GroupCommand.Load(
                        "alt_" + step / 10, over, group.measured(measured, value, random.nextInt(3)));
                sent.add(load);
                if (random.nextInt(5) > 0) { // Otherwise it is lost, or comes late.
                    group.decide(load);
                }
            }
            case 3 -> { // Delivered again, in any order.
                if (!sent.isEmpty()) {
                    group.decide(sent.get(random.nextInt(sent.size())));
                }
            }
            case 4 -> group.answerAll();
            case 5, 6 -> any(group, random, member -> group.fail(member.id(), random.nextBoolean(), "failure_" + step));
            case 7 ->
                group.members.stream()
                        .filter(member -> !member.alive())
                        .findFirst()
                        .ifPresent(member -> group.delete(member.id()));
            case 8 -> group.decide(new GroupCommand.Check());
            case 9 -> group.decide(new GroupCommand.Grow(1 + random.nextInt(4), "test"));
            case 10 -> group.decide(random.nextBoolean() ? new GroupCommand.Suspend() : new GroupCommand.Resume());
            default -> group.spendLimit = random.nextBoolean() ? null : "budget bgt_1 is used up";
        }
        group.pass(Duration.ofMillis(random.nextInt(3000) - 200)); // The clock sometimes steps back a little.
    }

    private static void any(GroupFixture group, Random random, Consumer<Member> then) {
        List<Member> alive = group.members.stream().filter(Member::alive).toList();
        if (!alive.isEmpty()) {
            then.accept(alive.get(random.nextInt(alive.size())));
        }
    }

    /** Deletions end, members answer, limits are lifted: every wait must end by itself. */
    private static void rest(GroupFixture group) {
        group.spendLimit = null;
        group.decide(new GroupCommand.Suspend());
        group.decide(new GroupCommand.Resume());
        for (int second = 0; second < 200; second++) {
            group.seconds(1);
            group.members.stream()
                    .filter(member -> !member.alive())
                    .map(Member::id)
                    .toList()
                    .forEach(group::delete);
            group.answerAll();
            if (group.nextCheckAt != null && !group.now.isBefore(group.nextCheckAt)) {
                group.decide(new GroupCommand.Check());
            }
        }
    }
}
