package io.hostmesh.provisioning.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.contracts.AlertEvent.Measurement;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.PolicyStep;
import io.hostmesh.contracts.GroupEvent.PolicyType;
import io.hostmesh.contracts.GroupEvent.PredictiveMode;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.policy.Forecast.Hour;
import io.hostmesh.provisioning.policy.Scaling;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rule of how several policies come to one size. */
class PoliciesTest {

    static final String REQUESTS = "requests_per_second";
    static final List<String> METRICS = List.of(GroupFixture.CPU, REQUESTS, "queue");
    static final Surge ANY = new Surge(1000, 1000, 15);

    static Policy tracking(String metric, double target) {
        return policy(PolicyType.TARGET_TRACKING, metric, target, null, null, null, null, null);
    }

    static Policy steps(String metric, double threshold, PolicyStep... steps) {
        return policy(PolicyType.STEP, metric, null, threshold, List.of(steps), null, null, null);
    }

    private static Policy scheduled(String cron, @Nullable Integer desired, @Nullable Integer min) {
        return policy(PolicyType.SCHEDULED, null, null, null, null, cron, desired, min);
    }

    static Policy predictive(PredictiveMode mode) {
        return new Policy(
                PolicyType.PREDICTIVE,
                GroupFixture.CPU,
                60.0,
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
                mode,
                10);
    }

    private static Policy policy(
            PolicyType type,
            @Nullable String metric,
            @Nullable Double target,
            @Nullable Double threshold,
            @Nullable List<PolicyStep> steps,
            @Nullable String cron,
            @Nullable Integer desired,
            @Nullable Integer min) {
        return new Policy(
                type, metric, target, null, null, threshold, steps, null, cron, "UTC", desired, min, null, null, null);
    }

    /** A group of that many warm members with those policies beside its tracking of the processor's load. */
    static GroupFixture group(int members, Scaling scaling) {
        GroupFixture group = GroupFixture.warm(members, 1, 20);
        group.decide(GroupFixture.changed(scaled(group.group.description(), scaling)));
        group.activities.clear();
        return group;
    }

    static GroupDescription scaled(GroupDescription of, Scaling scaling) {
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
                scaling,
                of.members(),
                of.given(),
                of.createdAt());
    }

    /** Policies by three metrics and by time, with any limits of their pace. */
    static Scaling any(Random random) {
        return new Scaling(
                List.of(
                        tracking(REQUESTS, 100),
                        steps("queue", 10, new PolicyStep(0.0, null, 2, null), new PolicyStep(null, -5.0, -1, null)),
                        scheduled("*/5 * * * *", null, 2)),
                random.nextInt(20),
                random.nextInt(5),
                new Surge(random.nextInt(4), random.nextInt(100), 15),
                new Surge(random.nextInt(4), random.nextInt(100), 15));
    }

    /** Some of all kinds of policies, in any order. */
    static Scaling ofAllKinds(Random random) {
        Scaling any = any(random);
        List<Policy> policies = new ArrayList<>(any.policies().subList(0, 2));
        policies.add(
                predictive(random.nextInt(3) == 0 ? PredictiveMode.FORECAST_ONLY : PredictiveMode.FORECAST_AND_SCALE));
        policies.add(new Policy(
                PolicyType.SCHEDULED,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "*/2 * * * *",
                "UTC",
                random.nextInt(6),
                random.nextBoolean() ? null : random.nextInt(4),
                random.nextBoolean() ? null : 3 + random.nextInt(6),
                null,
                null));
        policies.removeIf(policy -> random.nextBoolean());
        Collections.shuffle(policies, random);
        return new Scaling(
                policies, any.cooldownSeconds(), any.growStabilizationSeconds(), any.growth(), any.shrinking());
    }

    static Scaling with(Policy... policies) {
        return new Scaling(List.of(policies), 0, 0, ANY, ANY);
    }

    static void load(GroupFixture group, String metric, boolean over, int measured, double value) {
        Measurement figures = new Measurement(metric, value, 0, measured, 0, group.now, group.now);
        group.decide(new GroupCommand.Load(metric + over, over, figures));
    }

    @Test
    void shouldGrowToTheLargestOfSeveralWishes() {
        GroupFixture group = group(2, with(tracking(REQUESTS, 100)));
        load(group, REQUESTS, true, 2, 240);
        assertEquals(5, group.size());
        group.seconds(1);
        group.overload(2, 210);
        assertEquals(7, group.size(), "any policy is enough");
    }

    @Test
    void shouldShrinkOnlyIfAllAgreeAndThenToTheLargestWish() {
        GroupFixture group = group(6, with(tracking(REQUESTS, 100)));
        group.underloadFor(310, 6, 5);
        assertEquals(6, group.alive(), "nothing is heard of the other metric");
        Activity kept = group.activities(Kind.KEEP).get(0);
        assertEquals("not-all-agree", kept.reason());
        assertEquals(2, present(kept.evaluation()).wishes().size());
        for (int second = 0; second <= 310; second++) {
            group.underload(6, 5);
            load(group, REQUESTS, false, 6, 40);
            group.seconds(1);
        }
        assertEquals(3, group.alive());
    }

    @Test
    void shouldNotLetOnePolicyShrinkWhatAnotherNeeds() {
        GroupFixture group = group(4, with(tracking(REQUESTS, 100)));
        for (int second = 0; second <= 310; second++) {
            group.underload(4, 5);
            load(group, REQUESTS, true, 4, 109);
            group.seconds(1);
        }
        assertEquals(4, group.alive());
    }

    @Test
    void shouldTakeRepeatsOfAStepForOneActivityAndAddTheRestOfALargerOne() {
        GroupFixture group = group(
                4, with(steps("queue", 10, new PolicyStep(0.0, 10.0, 1, null), new PolicyStep(10.0, null, 3, null))));
        for (int second = 0; second < 5; second++) {
            load(group, "queue", true, 4, 12);
            group.seconds(1);
        }
        assertEquals(5, group.size(), "one activity");
        load(group, "queue", true, 4, 25);
        assertEquals(7, group.size(), "three in all, while the first is on its way");
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        load(group, "queue", true, 7, 25);
        assertEquals(10, group.size(), "it is over, so this is the next");
    }

    @Test
    void shouldRoundAPercentageOfAStepToAtLeastOne() {
        GroupFixture group = group(4, with(steps("queue", 10, new PolicyStep(0.0, null, null, 10.0))));
        load(group, "queue", true, 4, 12);
        assertEquals(5, group.size());
    }

    @Test
    void shouldNotTakeAStepThatMissingMembersCouldReverse() {
        GroupFixture group = group(4, with(steps("queue", 10, new PolicyStep(0.0, null, 2, null))));
        Measurement half = new Measurement("queue", 15, 10, 2, 2, group.now, group.now);
        group.decide(new GroupCommand.Load("alt_queue", true, half));
        assertEquals(4, group.size(), "if the others are idle, the mean is 7.5");
    }

    @Test
    void shouldWaitForTheEndOfTheCooldown() {
        GroupFixture group = group(2, new Scaling(List.of(), 60, 0, ANY, ANY));
        group.overload(2, 90);
        assertEquals(3, group.size());
        group.answerAll();
        group.seconds(30);
        group.overload(3, 120);
        assertEquals("cooldown", group.activities(Kind.HOLD).get(0).reason());
        group.seconds(30);
        group.overload(3, 120);
        assertEquals(6, group.size());
    }

    @Test
    void shouldReplaceAFailedMemberHoweverLongTheCooldownIs() {
        GroupFixture group = group(2, new Scaling(List.of(), 3600, 0, ANY, ANY));
        group.overload(2, 90);
        group.fail(group.ids().get(0), false, "failure_1");
        assertEquals(3, group.alive());
    }

    @Test
    void shouldAddNoMoreInAPeriodThanTheSurgeAllows() {
        GroupFixture group = group(4, new Scaling(List.of(), 0, 0, new Surge(2, 25, 60), ANY));
        group.overload(4, 200);
        assertEquals(6, group.size());
        assertTrue(group.activities(Kind.GROW).get(0).because().contains("limited to 6"));
        group.seconds(30);
        group.overload(4, 200);
        assertEquals("surge", group.activities(Kind.HOLD).get(0).reason());
        group.seconds(30);
        group.overload(4, 200);
        assertEquals(8, group.size());
    }

    @Test
    void shouldRemoveNoMoreInAPeriodThanTheSurgeAllows() {
        GroupFixture group = group(8, new Scaling(List.of(), 0, 0, ANY, new Surge(0, 25, 3600)));
        group.underloadFor(310, 8, 5);
        assertEquals(6, group.alive());
    }

    @Test
    void shouldGrowOnlyAfterTheWindowWhereOneIsAskedForAndThenToTheLeastInIt() {
        GroupFixture group = group(2, new Scaling(List.of(), 0, 5, ANY, ANY));
        for (int second = 0; second <= 5; second++) {
            group.overload(2, second == 3 ? 100 : 300);
            group.seconds(1);
        }
        assertEquals(4, group.size());
        assertEquals("stabilizing", group.activities(Kind.HOLD).get(0).reason());
    }

    @Test
    void shouldSetTheMinimumAtTheTimeOfASchedule() {
        GroupFixture group = group(2, with(scheduled("30 * * * *", null, 4)));
        assertEquals(Instant.parse("2026-11-22T00:30:00Z"), group.nextCheckAt);
        group.now = Instant.parse("2026-11-22T00:30:00Z");
        group.decide(new GroupCommand.Check());
        assertEquals(4, group.alive());
        assertEquals(4, group.active().description().min());
        assertEquals(Instant.parse("2026-11-22T01:30:00Z"), group.nextCheckAt);
        assertTrue(group.activities(Kind.CHANGE).get(0).because().contains("sets the minimum to 4"));
    }

    @Test
    void shouldNotActOnAScheduleWhileSuspendedAndSaySo() {
        GroupFixture group = group(2, with(scheduled("30 * * * *", 5, null)));
        group.decide(new GroupCommand.Suspend("the owner"));
        group.now = Instant.parse("2026-11-22T00:30:00Z");
        group.decide(new GroupCommand.Check());
        assertEquals(2, group.alive());
        assertEquals("scaling-suspended", group.activities(Kind.HOLD).get(0).reason());
        group.decide(new GroupCommand.Resume("the owner"));
        assertEquals(2, group.alive(), "what was missed is not made up for");
    }

    @Test
    void shouldTellOfTheSizeThatAScheduleSetsAlthoughNobodyComesOrGoesYet() {
        GroupFixture group = group(2, with(scheduled("30 * * * *", 5, null), scheduled("40 * * * *", 1, null)));
        group.now = Instant.parse("2026-11-22T00:30:00Z");
        group.fail(group.ids().get(0), true, "failure_1");
        group.decide(new GroupCommand.Check());
        assertEquals(1, group.alive(), "new members are delayed");
        assertEquals(5, group.active().desired());
        Activity told = group.activities(Kind.CHANGE).get(0);
        assertTrue(told.because().endsWith("sets the size to 5"), told.because());
        assertEquals(5, told.wished());
        group.run(1);
        group.answerAll();
        group.run(1);
        group.answerAll();
        group.aliveIds().forEach(id -> group.protect(id, true));
        group.now = Instant.parse("2026-11-22T00:40:00Z");
        group.decide(new GroupCommand.Check());
        assertEquals(5, group.alive());
        assertTrue(group.activities(Kind.CHANGE).get(1).because().endsWith("4 more stay because they are protected"));
    }

    /** Three days of that load. */
    static Map<String, List<Hour>> days(Instant now, double load) {
        List<Hour> hours = new ArrayList<>();
        for (int back = 72; back >= 1; back--) {
            Instant start = now.minus(Duration.ofHours(back));
            hours.add(new Hour(start, load));
        }
        return Map.of(GroupFixture.CPU, hours);
    }

    @Test
    void shouldOnlySayWhatItWouldDoInForecastOnly() {
        GroupFixture group = group(2, with(predictive(PredictiveMode.FORECAST_ONLY)));
        group.decide(new GroupCommand.Forecasted(days(GroupFixture.T0, 480)));
        assertEquals(2, group.size());
        Activity kept = group.activities(Kind.KEEP).get(0);
        String because = present(kept.evaluation()).wishes().get(1).because();
        assertTrue(because.contains("would grow to 8") && because.contains("error 0 %"), because);
    }

    @Test
    void shouldGrowByAForecastAndNotShrinkBelowIt() {
        GroupFixture group = group(2, with(predictive(PredictiveMode.FORECAST_AND_SCALE)));
        group.decide(new GroupCommand.Forecasted(days(GroupFixture.T0, 480)));
        assertEquals(8, group.size());
        group.answerAll();
        group.pass(GroupFixture.WARM_UP);
        group.underloadFor(310, 8, 5);
        assertEquals(8, group.alive());
        assertEquals(List.of(), group.activities(Kind.HOLD), "it keeps them, and waits for nothing");
        group.decide(new GroupCommand.Forecasted(Map.of()));
        assertEquals(8, group.alive(), "a forecast never shrinks a group");
        group.underloadFor(310, 8, 5);
        assertEquals(1, group.alive());
    }

    /** Whatever is measured: the size stays within the limits, and every evaluation has a wish for each policy. */
    @Property(tries = 300)
    void shouldExplainEverythingAndStayWithinItsLimits(@ForAll long seed) {
        Random random = new Random(seed);
        GroupFixture group = group(2, any(random));
        for (int step = 0; step < 100; step++) {
            boolean over = random.nextBoolean();
            load(group, METRICS.get(random.nextInt(3)), over, 1 + random.nextInt(4), random.nextInt(over ? 400 : 60));
            if (random.nextInt(4) == 0) {
                group.answerAll();
            }
            if (group.nextCheckAt != null && !group.now.isBefore(group.nextCheckAt)) {
                group.decide(new GroupCommand.Check());
            }
            group.pass(Duration.ofMillis(random.nextInt(20_000)));
            assertTrue(group.size() <= 20);
        }
        for (Activity activity : group.activities) {
            if (activity.evaluation() != null) {
                assertEquals(4, activity.evaluation().wishes().size());
                assertTrue(activity.steps().isEmpty() == (activity.reason() != null), activity::toString);
            }
        }
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
