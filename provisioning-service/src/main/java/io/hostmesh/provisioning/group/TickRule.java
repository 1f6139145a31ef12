package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupCommand.Forecasted;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.policy.Forecast;
import io.hostmesh.provisioning.policy.Loads;
import io.hostmesh.provisioning.policy.Policy;
import io.hostmesh.provisioning.policy.Policy.Predictive;
import io.hostmesh.provisioning.policy.Policy.Scheduled;
import io.hostmesh.provisioning.policy.ScalingMemory;
import io.hostmesh.provisioning.policy.ScalingMemory.Floor;
import io.hostmesh.provisioning.policy.ScalingMemory.LoadBucket;
import io.hostmesh.provisioning.policy.Schedules;
import io.hostmesh.provisioning.policy.Schedules.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What policies do when time passes: schedules act, forecasts are made. */
final class TickRule {

    private static final Duration FORECAST_VALIDITY = Loads.SPAN.multipliedBy(3);

    private TickRule() {}

    /** Schedules whose time has come; null where there are none. */
    static @Nullable GroupDecision schedules(Situation situation) {
        Instant now = situation.now();
        List<Policy> policies = ScalingRule.policies(situation.description());
        if (policies.stream().noneMatch(Scheduled.class::isInstance)) {
            return null;
        }
        ScalingMemory memory = situation.memory().scaling();
        List<Due> due = Schedules.due(policies, Schedules.since(memory.scheduledUntil(), now), now);
        if (due.isEmpty()) {
            return null;
        }
        Situation marked = situation.with(
                situation.group().remembering(situation.memory().withScaling(memory.scheduledUntil(now))));
        return situation.group().suspended() ? skipped(situation, marked, due) : act(marked, due);
    }

    private static GroupDecision skipped(Situation before, Situation marked, List<Due> due) {
        Activity hold = Activity.not(
                Kind.HOLD,
                "scaling-suspended",
                words(due) + ", but scaling is suspended",
                before.size(),
                before.group().desired(),
                null);
        return GroupDecider.accept(before, marked.group(), hold);
    }

    private static GroupDecision act(Situation situation, List<Due> due) {
        GroupDescription before = situation.description();
        GroupDescription next = before;
        int desired = situation.group().desired();
        Integer size = null;
        int least = before.min();
        for (Due each : due) {
            Scheduled policy = each.policy();
            int max = policy.max() == null ? next.max() : policy.max();
            least = policy.min() == null ? least : policy.min();
            next = next.within(Math.min(policy.min() == null ? next.min() : policy.min(), max), max);
            size = policy.desired() == null ? size : policy.desired();
            desired = next.clamp(policy.desired() == null ? desired : policy.desired());
        }
        Group.Active group = new Group.Active(
                next,
                desired,
                situation.group().suspended(),
                situation.memory().withWindow(null),
                situation.group().rollout());
        String because = words(due)
                + (next.min() < least
                        ? "; the minimum becomes " + next.min() + ", as it cannot be above the maximum"
                        : "")
                + (size != null && size != desired
                        ? "; the size becomes " + desired + ", as the group has from " + next.min() + " to "
                                + next.max()
                        : "");
        Victims.Chosen victims = Victims.choose(situation.with(group), situation.alive() - desired, because);
        List<Step> steps = victims.steps();
        String told = because + victims.told();
        List<Activity> activities = new ArrayList<>();
        if (!next.equals(before)) {
            activities.add(Activity.of(Kind.CHANGE, told, situation.size(), situation.size() - steps.size(), steps));
        } else if (!steps.isEmpty()) {
            activities.add(Activity.of(Kind.SHRINK, told, situation.size(), situation.size() - steps.size(), steps));
        }
        Situation after = situation.with(group);
        Accepted filled = Filling.fill(after, activities, Kind.GROW, because);
        boolean tooFew = desired > situation.alive() + GroupDecider.created(filled);
        if (tooFew && situation.spendLimit() != null) {
            return declinedBySpendLimit(after, filled, because);
        }
        boolean silent = desired != situation.group().desired()
                && filled.activities().stream()
                        .noneMatch(activity -> activity.kind() == Kind.CHANGE
                                || activity.kind() == Kind.GROW
                                || activity.kind() == Kind.SHRINK);
        return silent ? changed(after, filled, told) : filled;
    }

    private static Accepted declinedBySpendLimit(Situation situation, Accepted filled, String because) {
        List<Activity> activities = new ArrayList<>(filled.activities());
        activities.add(Activity.not(
                Kind.DECLINE,
                "spend-limit-reached",
                because + ", but " + situation.spendLimit(),
                situation.size(),
                situation.group().desired(),
                null));
        return new Accepted(filled.next(), List.copyOf(activities), filled.nextCheckAt());
    }

    /** Another size is told of also where no member comes or goes because of it yet. */
    private static Accepted changed(Situation after, Accepted filled, String told) {
        List<Activity> activities = new ArrayList<>(filled.activities());
        activities.add(new Activity(
                Kind.CHANGE,
                null,
                told,
                after.size(),
                after.size(),
                after.group().desired(),
                null,
                List.of(),
                null));
        return new Accepted(filled.next(), List.copyOf(activities), filled.nextCheckAt());
    }

    private static String words(List<Due> due) {
        List<String> words = new ArrayList<>();
        for (Due each : due) {
            Scheduled policy = each.policy();
            List<String> sets = new ArrayList<>();
            add(sets, "the size", policy.desired());
            add(sets, "the minimum", policy.min());
            add(sets, "the maximum", policy.max());
            words.add("schedule '" + policy.cron() + "' " + policy.timeZone() + " of " + each.at() + " sets "
                    + String.join(" and ", sets));
        }
        return String.join("; ", words);
    }

    private static void add(List<String> sets, String what, @Nullable Integer value) {
        if (value != null) {
            sets.add(what + " to " + value);
        }
    }

    /** What a forecast goes on asking for, as a group grows only so much at a time; null where it asks for nothing more. */
    static @Nullable GroupDecision awaited(Situation situation) {
        return isAwaited(situation.group(), situation.now())
                ? ScalingRule.again(situation, situation, "forecast")
                : null;
    }

    private static boolean isAwaited(Group.Active group, Instant now) {
        List<Policy> policies = ScalingRule.policies(group.description());
        return !group.suspended()
                && group.desired() < group.description().max()
                && group.memory().scaling().floors().stream()
                        .anyMatch(floor -> floor.policy() < policies.size()
                                && policies.get(floor.policy()) instanceof Predictive predictive
                                && predictive.scales()
                                && now.isBefore(floor.validUntil())
                                && floor.members() > group.desired());
    }

    /** New forecasts, and what follows from them at once. */
    static GroupDecision forecast(Situation situation, Forecasted command) {
        Instant now = situation.now();
        List<Policy> policies = ScalingRule.policies(situation.description());
        ScalingMemory memory = situation.memory().scaling();
        List<LoadBucket> loads = memory.loads();
        List<Floor> floors = new ArrayList<>();
        for (int index = 0; index < policies.size(); index++) {
            if (policies.get(index) instanceof Predictive predictive) {
                // Nothing was heard of the metric: the members that are there carry what they should.
                loads = Loads.assumed(loads, predictive.metric(), situation.alive() * predictive.target(), now);
                Forecast forecast = Forecast.of(command.history(predictive.metric()), now);
                floors.add(forecast.floor(index, predictive, now, FORECAST_VALIDITY));
            }
        }
        ScalingMemory next = memory.withLoads(loads).withFloors(floors);
        Situation after =
                situation.with(situation.group().remembering(situation.memory().withScaling(next)));
        GroupDecision scheduled = schedules(after);
        return scheduled == null ? ScalingRule.again(situation, after, "forecast") : scheduled;
    }

    /** True if a group has forecasts and they are to be made anew. */
    static boolean isForecastDue(Group.Active group, Instant now) {
        if (!predicts(group)) {
            return false;
        }
        List<Floor> floors = group.memory().scaling().floors();
        return floors.isEmpty()
                || floors.stream().anyMatch(floor -> !Loads.spanOf(floor.at()).equals(Loads.spanOf(now)));
    }

    private static boolean predicts(Group.Active group) {
        return group.description().scaling().rules().stream().anyMatch(Predictive.class::isInstance);
    }

    /** A decision with the next time that policies want to be asked. */
    static GroupDecision arrange(GroupDecision decision, Situation situation, GroupCommand command) {
        if (decision instanceof Accepted accepted && accepted.next() instanceof Group.Active next) {
            Instant at = earliest(accepted.nextCheckAt(), next(next, situation));
            return Objects.equals(at, accepted.nextCheckAt())
                    ? accepted
                    : new Accepted(next, accepted.activities(), at);
        }
        boolean tick = command instanceof GroupCommand.Check || command instanceof Forecasted;
        Instant at = tick && decision instanceof Unchanged ? next(situation.group(), situation) : null;
        return at == null ? decision : new Accepted(situation.group(), List.of(), at);
    }

    private static @Nullable Instant next(Group.Active group, Situation situation) {
        Instant now = situation.now();
        if (group.description().scaling().policies().isEmpty()) {
            return null;
        }
        List<Policy> policies = group.description().scaling().rules();
        Instant since = Schedules.since(group.memory().scaling().scheduledUntil(), now);
        Instant scheduled = Schedules.next(policies, since.isAfter(now) ? since : now);
        if (!predicts(group)) {
            return scheduled;
        }
        // Groups are spread over the minute after the end of a span.
        long spread = Math.floorMod(group.description().id().hashCode(), 60);
        Instant forecast = isForecastDue(group, now)
                ? now
                : Loads.spanOf(now).plus(Loads.SPAN).plusSeconds(spread);
        if (isAwaited(group, now) && situation.spendLimit() == null) {
            Duration surge =
                    Duration.ofSeconds(group.description().scaling().growth().periodSeconds());
            Duration recheck = situation.pace().recheck();
            forecast = earliest(forecast, now.plus(surge.compareTo(recheck) > 0 ? surge : recheck));
        }
        return earliest(scheduled, forecast);
    }

    private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
