package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.policy.ScalingMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows when its owner changes what a group should be, or how many members it should have. */
final class OwnerChange {

    private OwnerChange() {}

    static GroupDecision decide(Situation situation, GroupCommand.Change command) {
        Group.Active before = situation.group();
        boolean described = !command.next().equals(situation.description());
        Integer wished = command.desired();
        if (!described && (wished == null || wished == before.desired())) {
            return new Unchanged();
        }
        Group.Active next = described ? before.change(command.next(), command.who(), command.correlationId()) : before;
        if (haveOtherPlaces(situation.description(), command.next())) {
            ScalingMemory scaling = next.memory().scaling().forNewPolicies(situation.now());
            next = next.remembering(next.memory().withScaling(scaling));
        }
        if (wished != null) {
            next = next.desiring(command.next().clamp(wished))
                    .remembering(next.memory().withWindow(null));
        }
        int surplus = Math.max(0, situation.alive() - next.desired());
        Victims.Chosen victims = wished == null && next.desired() == before.desired()
                ? new Victims.Chosen(List.of(), 0)
                : Victims.choose(situation.with(next), surplus, "the group was changed by " + command.who());
        List<Activity> activities = new ArrayList<>();
        if (described) {
            activities.add(changed(situation, next, command, wished == null ? victims.steps() : List.of(), victims));
        }
        if (wished != null && !victims.steps().isEmpty()) {
            activities.add(Activity.of(
                    Kind.SHRINK,
                    asked(command, wished) + victims.told(),
                    situation.size(),
                    situation.size() - victims.steps().size(),
                    victims.steps()));
        }
        Situation after = situation.with(next);
        Accepted filled = Filling.fill(
                after,
                activities,
                Kind.GROW,
                wished != null
                        ? asked(command, wished)
                        : "the minimum is " + command.next().min());
        return explained(after, filled, command, wished);
    }

    /** What is remembered of a policy is so by its place, and the older target tracking has the first. */
    private static boolean haveOtherPlaces(GroupDescription before, GroupDescription next) {
        return (before.targetTracking() == null) != (next.targetTracking() == null)
                || !before.scaling().policies().equals(next.scaling().policies());
    }

    private static String asked(GroupCommand.Change command, int wished) {
        return command.who() + " asks for " + wished + " member" + (wished == 1 ? "" : "s");
    }

    private static Activity changed(
            Situation situation,
            Group.Active next,
            GroupCommand.Change command,
            List<Step> steps,
            Victims.Chosen victims) {
        int revision = next.rollout().revision();
        String template = revision == situation.group().rollout().revision()
                ? ""
                : "; members become those of revision " + revision + " of the template";
        return Activity.of(
                Kind.CHANGE,
                "changed by " + command.who() + template + victims.told(),
                situation.size(),
                situation.size() - steps.size(),
                steps);
    }

    /** A wish that is not met at once is answered with the reason. */
    private static Accepted explained(
            Situation situation, Accepted filled, GroupCommand.Change command, @Nullable Integer wished) {
        Group.Active group = situation.group();
        long created = filled.activities().stream()
                .flatMap(activity -> activity.steps().stream())
                .filter(Activity.CreateMember.class::isInstance)
                .count();
        boolean tooFew = group.desired() > situation.alive() + created;
        boolean silent = wished != null
                && filled.activities().stream()
                        .noneMatch(activity -> activity.kind() == Kind.GROW || activity.kind() == Kind.SHRINK);
        if (!tooFew && !silent) {
            return filled;
        }
        List<Activity> activities = new ArrayList<>(filled.activities());
        String what =
                wished == null ? "the minimum is " + situation.description().min() : asked(command, wished);
        if (!tooFew && group.desired() < situation.alive()) {
            activities.add(not(situation, Kind.HOLD, Victims.ALL_PROTECTED, what + ", but the others are protected"));
        } else if (!tooFew) {
            activities.add(Activity.of(Kind.GROW, what, situation.size(), situation.size(), List.of()));
        } else if (group.suspended()) {
            activities.add(not(situation, Kind.HOLD, Suspension.REASON, what + ", but scaling is suspended"));
        } else if (situation.spendLimit() != null) {
            activities.add(
                    not(situation, Kind.DECLINE, "spend-limit-reached", what + ", but " + situation.spendLimit()));
        } else if (wished != null) {
            activities.add(
                    not(situation, Kind.HOLD, "no-room-yet", what + "; the others are made as soon as they can be"));
        }
        return new Accepted(filled.next(), List.copyOf(activities), filled.nextCheckAt());
    }

    private static Activity not(Situation situation, Kind kind, String reason, String because) {
        return Activity.not(
                kind, reason, because, situation.size(), situation.group().desired(), null);
    }
}
