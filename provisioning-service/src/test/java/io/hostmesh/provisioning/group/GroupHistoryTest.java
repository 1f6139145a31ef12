package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.kit.json.Json;
import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupCommand.Steer.What;
import io.hostmesh.provisioning.group.MemberRules.Share;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.group.MemberRules.Victim;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens, in whatever order: failures, duplicated, late and lost events, a clock that steps, crashes between a decision
 * and its commit, restarts, suspensions, spend limits, protection, other templates, limits, rules and sizes. No group runs
 * away, and one that is left in peace comes to rest with what it should have.
 */
class GroupHistoryTest {

    private static final int STEPS = 60;
    private static final List<Optional<Shortage>> SHORTAGES = List.of(
            Optional.empty(),
            Optional.of(new Shortage(Refusal.QUOTA_EXCEEDED, "the quota is used up but for one", 1)),
            Optional.of(Shortage.ofGrowth(Refusal.PLAN_RETIRED, "the plan is retired")));
    private static final ObjectMapper JSON = Json.forEvents();

    @Property(tries = 10_000)
    void shouldNeverRunAwayAndComeToRest(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int min,
            @ForAll @IntRange(min = 3, max = 9) int max) {
        Random random = new Random(seed);
        GroupFixture group = new GroupFixture(
                min, max, rules(random), Duration.ofSeconds(random.nextInt(30)), Duration.ofSeconds(5));
        group.restraint =
                new Restraint(1 + random.nextInt(6), 10 + random.nextInt(40), 1 + random.nextInt(6), Pace.DEFAULT);
        if (random.nextInt(4) == 0) {
            group.decide(
                    GroupFixture.changed(PoliciesTest.scaled(group.group.description(), PoliciesTest.any(random))));
        }
        List<GroupCommand> sent = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            History before = History.of(group);
            happen(group, random, sent, step);
            before.check(group);
            pass(group, random);
        }
        rest(group);
    }

    private static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static MemberRules rules(Random random) {
        return new MemberRules(
                any(random, List.of(Victim.values())),
                new UpdateRules(
                        new Share(1 + random.nextInt(40), random.nextBoolean()),
                        Duration.ofSeconds(random.nextInt(4)),
                        random.nextBoolean()));
    }

    /** What was so before something happened. */
    private record History(int size, long alive, int made, int activities, Group.Active group) {

        static History of(GroupFixture group) {
            return new History(group.size(), group.alive(), group.made, group.activities.size(), group.active());
        }

        void check(GroupFixture after) {
            Group.Active now = after.active();
            GroupDescription description = now.description();
            assertTrue(
                    after.size() <= Math.max(size, description.max()),
                    () -> "size " + size + " -> " + after.size() + " of " + description.max());
            assertTrue(now.desired() >= description.min() && now.desired() <= description.max());
            int created = after.made - made;
            List<Activity> told = after.activities.subList(activities, after.activities.size());
            if (now.suspended()) {
                assertEquals(0, created, "created while suspended");
            }
            if (after.restraint.stops(now.memory().creations())) {
                assertEquals(0, created, "created although creation is stopped");
            }
            if (now.memory().creations().delayed(after.restraint.pace(), after.now)) {
                assertEquals(0, created, "created although creation is delayed");
            }
            if (after.spendLimit != null) {
                assertTrue(after.alive() <= Math.max(alive, now.desired()), "grown under a spend limit");
                assertTrue(
                        told.stream()
                                .filter(GroupHistoryTest::creates)
                                .allMatch(
                                        activity -> activity.kind() == Kind.REPLACE || activity.kind() == Kind.UPDATE),
                        () -> "grown under a spend limit: " + told);
            }
            boolean changed = created > 0
                    || now.desired() != group.desired()
                    || !description.equals(group.description())
                    || now.suspended() != group.suspended();
            assertTrue(!changed || !told.isEmpty(), () -> "changed without a word: " + group + " -> " + now);
            assertTrue(told.stream().noneMatch(activity -> activity.because().isBlank()));
            assertTrue(
                    after.alive() >= description.min() || isExplained(after),
                    () -> after.alive() + " of at least " + description.min() + " without a reason");
        }
    }

    private static boolean creates(Activity activity) {
        return activity.steps().stream().anyMatch(CreateMember.class::isInstance);
    }

    /** Why a group may have less than its minimum, for now. */
    private static boolean isExplained(GroupFixture group) {
        Group.Active active = group.active();
        boolean full = group.size() >= active.description().max();
        boolean replacing = group.building() > 0;
        return active.suspended()
                || group.spendLimit != null
                || group.restraint.stops(active.memory().creations())
                || full
                || replacing
                || group.nextCheckAt != null;
    }

    private static void happen(GroupFixture group, Random random, List<GroupCommand> sent, int step) {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> load(group, random, sent, step);
            case 3 -> { // Delivered again, in any order.
                if (!sent.isEmpty()) {
                    group.decide(sent.get(random.nextInt(sent.size())));
                }
            }
            case 4, 5 -> group.answerAllOnce();
            case 6, 7 -> any(group, random, member -> fail(group, random, member.id(), "failure_" + step));
            case 8 ->
                group.members.stream()
                        .filter(member -> !member.alive())
                        .findFirst()
                        .ifPresent(member -> group.delete(member.id()));
            case 9 -> group.decide(new GroupCommand.Check());
            case 10 -> group.decide(new GroupCommand.Grow(1 + random.nextInt(4), "test"));
            case 11 ->
                group.decide(
                        random.nextBoolean()
                                ? new GroupCommand.Suspend("the owner")
                                : new GroupCommand.Resume("the owner"));
            case 12 -> {
                group.spendLimit = random.nextBoolean() ? null : "budget bgt_1 is used up";
                group.shortage = any(random, SHORTAGES).orElse(null);
            }
            case 13 ->
                group.decide(GroupFixture.changed(group.group
                        .description()
                        .of(new Template("plan-" + random.nextInt(3), "workload-1", "local", Given.NOTHING))));
            case 14 -> group.decide(GroupFixture.changed(limits(group, random)));
            case 15 -> group.decide(desired(group, random));
            case 16 -> any(group, random, member -> group.protect(member.id(), random.nextInt(3) == 0));
            case 17 -> group.decide(new GroupCommand.Steer(any(random, List.of(What.values())), "the owner"));
            case 18 -> group.decideAndCrash(new GroupCommand.Grow(1 + random.nextInt(4), "test"));
            default -> restart(group);
        }
    }

    private static void fail(GroupFixture group, Random random, String serverId, String correlationId) {
        if (random.nextBoolean()) {
            group.crash(serverId, correlationId);
        } else {
            group.fail(serverId, random.nextBoolean(), correlationId);
        }
    }

    private static void load(GroupFixture group, Random random, List<GroupCommand> sent, int step) {
        boolean over = random.nextBoolean();
        double value = over ? 60 + random.nextInt(300) : random.nextInt(60);
        int measured = random.nextInt(group.size() + 2);
        String metric = any(random, PoliciesTest.METRICS);
        Measurement measurement = new Measurement(metric, value, 60, measured, random.nextInt(3), group.now, group.now);
        GroupCommand load = new GroupCommand.Load("alt_" + metric + step / 10, over, measurement);
        sent.add(load);
        if (random.nextInt(5) > 0) { // Otherwise it is lost, or comes late.
            group.decide(load);
        }
    }

    private static GroupDescription limits(GroupFixture group, Random random) {
        int min = random.nextInt(4);
        return GroupDeciderTest.limits(group, min, Math.max(1, min + random.nextInt(6)));
    }

    private static GroupCommand desired(GroupFixture group, Random random) {
        GroupDescription of = group.group.description();
        int wished = of.min() + random.nextInt(of.max() - of.min() + 1);
        return new GroupCommand.Change(of, wished, "the owner", "change_" + wished);
    }

    private static void any(GroupFixture group, Random random, Consumer<Member> then) {
        List<Member> alive = group.members.stream().filter(Member::alive).toList();
        if (!alive.isEmpty()) {
            then.accept(alive.get(random.nextInt(alive.size())));
        }
    }

    /** What is remembered is what was written. */
    private static void restart(GroupFixture group) {
        Group.Active before = group.active();
        try {
            Memory memory = JSON.readValue(JSON.writeValueAsString(before.memory()), Memory.class);
            Rollout rollout = JSON.readValue(JSON.writeValueAsString(before.rollout()), Rollout.class);
            group.group = before.remembering(memory).rollingOut(rollout);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a memory that can be written and read", e);
        }
        assertEquals(before, group.group);
    }

    /** The clock sometimes steps back a little, and now and then by an hour. */
    private static void pass(GroupFixture group, Random random) {
        int step = random.nextInt(100);
        group.pass(step < 2 ? Duration.ofHours(step == 0 ? 1 : -1) : Duration.ofMillis(random.nextInt(3000) - 200));
    }

    /** Deletions end, members answer, limits and protection are lifted: every wait must end by itself. */
    private static void rest(GroupFixture group) {
        group.spendLimit = null;
        group.shortage = null;
        group.decide(new GroupCommand.Suspend("the owner"));
        group.decide(new GroupCommand.Resume("the owner"));
        group.decide(new GroupCommand.Steer(What.RESUME, "the owner"));
        for (String id : List.copyOf(group.aliveIds())) {
            group.protect(id, false);
        }
        for (int second = 0; second < 1000 && !isAtRest(group); second++) {
            group.run(1);
            group.deleteLeaving();
            group.answerAllOnce();
        }
        assertTrue(
                isAtRest(group),
                () -> group.alive() + " of " + group.active().desired() + ", "
                        + group.active().rollout());
    }

    private static boolean isAtRest(GroupFixture group) {
        Group.Active active = group.active();
        return group.alive() == active.desired()
                && group.size() == group.alive()
                && group.building() == 0
                && !active.rollout().moving();
    }

    /** Nothing that is created ever answers, for a day: it stops, and says so. */
    @Property(tries = 200)
    void shouldStopCreatingWhatNeverAnswers(@ForAll @IntRange(min = 1, max = 20) int size) {
        GroupFixture group = new GroupFixture(size, 2 * size);
        for (int minute = 0; minute < 24 * 60; minute++) {
            group.failBuilding("no machine can be made");
            group.deleteLeaving();
            group.run(1);
            group.seconds(59);
            group.decide(new GroupCommand.Check());
            group.overload(1, 500);
        }
        assertTrue(group.made <= size * Restraint.DEFAULT.creationFailures(), () -> "made: " + group.made);
        assertFalse(group.activities(Kind.DECLINE).isEmpty());
    }

    /** Whatever is created answers and dies in its warm-up, for hours: the pace is bounded. */
    @Property(tries = 50)
    void shouldCreateAtABoundedPaceWhatDiesEarly(@ForAll @IntRange(min = 1, max = 20) int size) {
        GroupFixture group = new GroupFixture(size, 2 * size);
        int seconds = 1800;
        for (int second = 0; second < seconds; second++) {
            group.answerAllOnce();
            for (String id : List.copyOf(group.aliveIds())) {
                group.fail(id, true, "failure_" + second);
            }
            group.deleteLeaving();
            group.run(1);
        }
        int waves = seconds / 8 + Restraint.DEFAULT.creationFailures();
        assertTrue(group.made <= size + waves * Math.max(1, size / 10) * 2, () -> "made: " + group.made);
    }
}
