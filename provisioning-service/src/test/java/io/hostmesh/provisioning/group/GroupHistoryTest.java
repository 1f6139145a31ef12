package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.GroupCommand.Steer.What;
import io.hostmesh.provisioning.group.MemberRules.Share;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.group.MemberRules.Victim;
import io.hostmesh.provisioning.group.Rollout.Update;
import io.hostmesh.provisioning.policy.Evaluation;
import io.hostmesh.provisioning.policy.Evaluation.Wish;
import io.hostmesh.provisioning.policy.Policy;
import io.hostmesh.provisioning.policy.Policy.Predictive;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/**
 * Whatever happens, in whatever order: failures, duplicated, late and lost events, a clock that steps, crashes between a decision
 * and its commit, restarts, suspensions, spend limits, protection, schedules, forecasts, other templates, limits, rules and sizes.
 * No group runs away, and one that is left in peace comes to rest with what it should have.
 */
class GroupHistoryTest {

    private static final int STEPS = 60;
    private static final int LATE = 20;

    /** Some seeds come more than once, so that these are a little more than 10,000 histories. */
    @Property(tries = 11_000)
    void shouldNeverRunAwayAndComeToRest(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int min,
            @ForAll @IntRange(min = 3, max = 9) int max) {
        Random random = new Random(seed);
        GroupFixture group = new GroupFixture(
                min,
                max,
                rules(random),
                Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(30)),
                Duration.ofSeconds(random.nextInt(6)));
        group.restraint =
                new Restraint(1 + random.nextInt(6), 10 + random.nextInt(40), 1 + random.nextInt(6), Pace.DEFAULT);
        if (random.nextInt(3) == 0) {
            group.decide(GroupFixture.changed(
                    PoliciesTest.scaled(group.group.description(), PoliciesTest.ofAllKinds(random))));
        }
        Happenings happenings = new Happenings(group, random);
        for (int step = 0; step < STEPS; step++) {
            History before = History.of(group);
            happenings.happen(step);
            before.check(group, happenings);
            pass(group, random);
        }
        rest(group);
        end(group, happenings);
    }

    private static MemberRules rules(Random random) {
        return new MemberRules(
                Happenings.any(random, List.of(Victim.values())),
                new UpdateRules(
                        new Share(1 + random.nextInt(40), random.nextBoolean()),
                        Duration.ofSeconds(random.nextInt(4)),
                        random.nextBoolean()));
    }

    /** What was so before something happened. */
    private record History(
            int size,
            long alive,
            int made,
            int activities,
            @Nullable String spendLimit,
            int places,
            Group.Active group) {

        static History of(GroupFixture group) {
            return new History(
                    group.size(),
                    group.alive(),
                    group.made,
                    group.activities.size(),
                    group.spendLimit,
                    places(group),
                    group.active());
        }

        /** The members there are, and those that others were given up for or failed. */
        private static int places(GroupFixture group) {
            Group.Active active = group.active();
            Update update = active.rollout().update();
            return (int) group.alive() + active.memory().replacements().size() + (update == null ? 0 : update.owed());
        }

        void check(GroupFixture after, Happenings happenings) {
            Group.Active now = after.active();
            GroupDescription description = now.description();
            int max = Math.max(description.max(), group.description().max());
            assertTrue(
                    after.size() <= Math.max(size, max), () -> "size " + size + " -> " + after.size() + " of " + max);
            assertTrue(now.desired() >= description.min() && now.desired() <= description.max());
            int created = after.made - made;
            List<Activity> told = after.activities.subList(activities, after.activities.size());
            if (now.suspended()) {
                assertEquals(0, created, "created while suspended");
            }
            if (now.suspended() && group.suspended()) {
                assertTrue(told.stream().noneMatch(GroupHistoryTest::scales), () -> "scaled while suspended: " + told);
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
            if (after.spendLimit != null && spendLimit != null) {
                assertTrue(places(after) <= places, () -> places + " -> " + places(after) + " under a spend limit");
            }
            Update update = now.rollout().update();
            assertTrue(
                    update == null || now.rollout().moving() || update.waitsFor() == null,
                    () -> "it does not move, and says that it waits: " + update);
            int waiting = now.memory().replacements().size();
            assertTrue(
                    waiting <= Math.max(0, now.desired() - after.alive()),
                    () -> waiting + " are to be replaced of " + now.desired() + " of which there are " + after.alive());
            boolean changed = created > 0
                    || now.desired() != group.desired()
                    || !description.equals(group.description())
                    || now.suspended() != group.suspended();
            assertTrue(!changed || !told.isEmpty(), () -> "changed without a word: " + group + " -> " + now);
            assertTrue(told.stream().noneMatch(activity -> activity.because().isBlank()));
            assertTrue(
                    after.alive() >= description.min() || isExplained(after, happenings),
                    () -> after.alive() + " of at least " + description.min() + " without a reason");
            told.forEach(activity -> foretold(activity, now));
        }
    }

    private static boolean creates(Activity activity) {
        return activity.steps().stream().anyMatch(CreateMember.class::isInstance);
    }

    /** By itself. */
    private static boolean scales(Activity activity) {
        return !activity.steps().isEmpty() && (activity.evaluation() != null || activity.kind() == Kind.UPDATE);
    }

    /** No load takes a group below what is forecast, and a forecast that is only told takes it nowhere. */
    private static void foretold(Activity activity, Group.Active group) {
        Evaluation evaluation = activity.evaluation();
        if (evaluation == null || activity.steps().isEmpty()) {
            return;
        }
        List<Policy> policies = ScalingRule.policies(group.description());
        for (int index = 0; index < policies.size(); index++) {
            if (policies.get(index) instanceof Predictive predictive) {
                Wish wish = evaluation.wishes().get(index);
                assertTrue(predictive.scales() || wish.members() == null, wish::toString);
                int floor = group.description().clamp(Objects.requireNonNullElse(wish.members(), 0));
                assertTrue(
                        activity.kind() != Kind.SHRINK || evaluation.goal() >= floor,
                        () -> "shrunk below a forecast: " + activity);
            }
        }
    }

    /** Why a group may have less than its minimum, for now. */
    private static boolean isExplained(GroupFixture group, Happenings happenings) {
        Group.Active active = group.active();
        boolean full = group.size() >= active.description().max();
        boolean replacing = group.building() > 0;
        return active.suspended()
                || group.spendLimit != null
                || group.restraint.stops(active.memory().creations())
                || full
                || replacing
                || looksAgainSoon(group)
                || group.ids().stream().anyMatch(happenings.deletedByHand::contains);
    }

    /** Not only when its policies want to be asked next. */
    private static boolean looksAgainSoon(GroupFixture group) {
        Instant next = group.nextCheckAt;
        return next != null && !next.isAfter(group.latest.plus(Pace.DEFAULT.recheck()));
    }

    /** The clock sometimes steps back a little, and now and then by an hour. */
    private static void pass(GroupFixture group, Random random) {
        int step = random.nextInt(100);
        if (step < 2) {
            group.pass(Duration.ofHours(step == 0 ? 1 : -1));
        } else if (step < 8) {
            group.seconds(random.nextInt(240));
        } else {
            group.pass(Duration.ofMillis(random.nextInt(3000) - 200));
        }
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

    /** Whatever still comes when its owner deletes a group, it ends, and nothing is made. */
    private static void end(GroupFixture group, Happenings happenings) {
        int made = group.made;
        group.decide(new GroupCommand.Delete());
        for (int late = 0; late < LATE; late++) {
            happenings.deliverAgain();
        }
        group.deleteLeaving();
        happenings.deliverAgain();
        assertInstanceOf(Group.Deleted.class, group.group);
        assertEquals(made, group.made);
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
