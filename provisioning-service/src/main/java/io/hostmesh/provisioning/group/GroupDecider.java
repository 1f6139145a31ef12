package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupCommand.MemberFailed.Reached;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.policy.ScalingMemory;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules by which a group grows, shrinks and heals. */
final class GroupDecider {

    private static final GroupDecision UNCHANGED = new Unchanged();

    private GroupDecider() {}

    static String creationsStopped(Situation situation) {
        return situation.restraint().creationFailures()
                + " new members in a row never answered; change or resume the group to try again";
    }

    /**
     * The beginning of a group.
     *
     * @param members how many it begins with, from its minimum to its maximum
     */
    static GroupDecision create(
            GroupDescription description, int members, @Nullable String spendLimit, Restraint restraint, Instant now) {
        if (spendLimit != null) {
            return new Rejected(
                    Refusal.SPEND_LIMIT_REACHED, "Nothing more can be provisioned: " + spendLimit + ".", null);
        }
        Memory memory = Memory.EMPTY.withScaling(ScalingMemory.EMPTY.scheduledUntil(now));
        Group.Active group = new Group.Active(description, members, false, memory, Rollout.FIRST);
        Situation situation = new Situation(group, List.of(), null, null, restraint, now);
        Accepted filled = Filling.fill(
                situation,
                List.of(),
                Kind.CREATE,
                members == description.min()
                        ? "the group begins with its minimum"
                        : "the group begins with " + members + " members");
        return TickRule.arrange(filled, situation, new GroupCommand.Check());
    }

    /**
     * What follows from a command.
     *
     * @param members every server of the group in any state but deleted
     * @param spendLimit in words, why nothing more may be spent, or null where it may
     * @param shortage why not every member can be made that it would take, or null where each can
     */
    static GroupDecision decide(
            Group group,
            List<Member> members,
            @Nullable String spendLimit,
            @Nullable Shortage shortage,
            Restraint restraint,
            GroupCommand command,
            Instant now) {
        if (group instanceof Group.Active active) {
            Situation situation = new Situation(active, members, spendLimit, shortage, restraint, now);
            GroupDecision decision = RollingUpdate.watched(active(situation, command), situation);
            return TickRule.arrange(decision, situation, command);
        }
        if (group instanceof Group.Deleting deleting) {
            return deleting(deleting, members, command, now);
        }
        return isAsked(command) ? new Rejected(Refusal.ILLEGAL_STATE, "The group is deleted.", null) : UNCHANGED;
    }

    private static GroupDecision active(Situation situation, GroupCommand command) {
        if (command instanceof GroupCommand.Load load) {
            return ScalingRule.load(situation, load);
        } else if (command instanceof GroupCommand.LoadBackToNormal normal) {
            return backToNormal(situation, normal);
        } else if (command instanceof GroupCommand.Grow grow) {
            return grow(situation, grow);
        } else if (command instanceof GroupCommand.Change change) {
            return OwnerChange.decide(situation, change);
        } else if (command instanceof GroupCommand.Suspend suspend) {
            return Suspension.suspend(situation, suspend.who());
        } else if (command instanceof GroupCommand.Resume resume) {
            return Suspension.resume(situation, resume.who());
        } else if (command instanceof GroupCommand.Delete) {
            return delete(situation);
        } else if (command instanceof GroupCommand.Protect protect) {
            return Protection.decide(situation, protect);
        } else if (command instanceof GroupCommand.Steer steer) {
            return RollingUpdate.decide(situation, steer);
        } else if (command instanceof GroupCommand.MemberFailed failed) {
            return memberFailed(situation, failed);
        } else if (command instanceof GroupCommand.Forecasted forecasted) {
            return TickRule.forecast(situation, forecasted);
        } else if (command instanceof GroupCommand.Check) {
            GroupDecision due = TickRule.schedules(situation);
            due = due == null ? TickRule.awaited(situation) : due;
            return due == null ? restore(situation) : due;
        } else if (command instanceof GroupCommand.MemberDeleted || command instanceof GroupCommand.MemberAnswered) {
            return restore(situation);
        }
        throw new IllegalStateException("expected every command to have a rule, got " + command);
    }

    private static GroupDecision deleting(
            Group.Deleting group, List<Member> members, GroupCommand command, Instant now) {
        if (members.isEmpty()
                && (command instanceof GroupCommand.MemberDeleted || command instanceof GroupCommand.Check)) {
            return new Accepted(group.deleted(now), List.of(), null);
        }
        if (command instanceof GroupCommand.MemberFailed failed) {
            Step removal = new DeleteMember(failed.serverId(), failed.because());
            return new Accepted(
                    group,
                    List.of(Activity.of(
                            Kind.DELETE, failed.because(), members.size(), members.size(), List.of(removal))),
                    null);
        }
        return isAsked(command) ? new Rejected(Refusal.ILLEGAL_STATE, "The group is being deleted.", null) : UNCHANGED;
    }

    /** True for what an owner or a server asks of a group that is there; deletion is asked for as often as one likes. */
    private static boolean isAsked(GroupCommand command) {
        return command instanceof GroupCommand.Grow
                || command instanceof GroupCommand.Change
                || command instanceof GroupCommand.Suspend
                || command instanceof GroupCommand.Protect
                || command instanceof GroupCommand.Steer
                || command instanceof GroupCommand.Resume;
    }

    private static GroupDecision backToNormal(Situation situation, GroupCommand.LoadBackToNormal normal) {
        Memory memory = situation.memory();
        Memory next = memory.withWindow(null).withScaling(memory.scaling().withoutAlert(normal.alertId()));
        return next.equals(memory)
                ? UNCHANGED
                : accept(situation, situation.group().remembering(next));
    }

    private static GroupDecision grow(Situation situation, GroupCommand.Grow command) {
        Group.Active group = situation.group();
        int wish = (int) Math.min(Integer.MAX_VALUE, (long) group.desired() + command.by());
        if (group.suspended()) {
            return refused(situation, Refusal.SCALING_SUSPENDED, "Scaling of the group is suspended.", wish);
        }
        if (situation.spendLimit() != null) {
            return refused(
                    situation,
                    Refusal.SPEND_LIMIT_REACHED,
                    "Nothing more can be provisioned: " + situation.spendLimit() + ".",
                    wish);
        }
        Shortage shortage = situation.shortage();
        if (shortage != null) {
            return refused(
                    situation, shortage.reason(), "Nothing more can be provisioned: " + shortage.because() + ".", wish);
        }
        if (situation.creationsStopped()) {
            return refused(
                    situation,
                    Refusal.CREATION_FAILURES,
                    "The group does not grow: " + creationsStopped(situation) + ".",
                    wish);
        }
        int max = situation.description().max();
        int goal = Math.min(Math.min(wish, max), situation.alive() + situation.room());
        if (goal <= group.desired()) {
            return refused(
                    situation,
                    Refusal.MAXIMUM_REACHED,
                    "The group has " + situation.size() + " members in any state but deleted, and its maximum is " + max
                            + ".",
                    wish);
        }
        Group.Active next = group.desiring(goal).remembering(group.memory().withWindow(null));
        return Filling.grow(situation.with(next), command.because(), null, wish);
    }

    private static Rejected refused(Situation situation, Refusal type, String reason, int wish) {
        return new Rejected(type, reason, Activity.not(Kind.DECLINE, type.id(), reason, situation.size(), wish, null));
    }

    /** How many members it takes. */
    static int created(Accepted accepted) {
        return (int) accepted.activities().stream()
                .flatMap(activity -> activity.steps().stream())
                .filter(Activity.CreateMember.class::isInstance)
                .count();
    }

    private static GroupDecision delete(Situation situation) {
        List<Step> steps = situation.members().stream()
                .<Step>map(member -> new DeleteMember(member.id(), "its group was deleted"))
                .toList();
        Activity deleted = Activity.of(Kind.DELETE, "deleted by the owner", situation.size(), 0, steps);
        Group.Deleting deleting = situation.group().delete(situation.now());
        return new Accepted(
                situation.members().isEmpty() ? deleting.deleted(situation.now()) : deleting, List.of(deleted), null);
    }

    /** The failed member is removed; another takes its place as soon as there is room, at once where there is. */
    private static GroupDecision memberFailed(Situation situation, GroupCommand.MemberFailed failed) {
        Memory memory = situation.memory().awaiting(failed.replacement());
        List<Activity> activities = new ArrayList<>();
        activities.add(new Activity(
                Kind.REPLACE,
                null,
                failed.serverId() + " failed: " + failed.because()
                        + (situation.group().suspended() ? "; it is replaced when scaling is resumed" : ""),
                situation.size(),
                situation.size(),
                situation.size(),
                null,
                List.of(new DeleteMember(failed.serverId(), "it failed: " + failed.because())),
                failed.replacement().correlationId()));
        if (isOfANewWave(situation, failed.serverId())) {
            memory = memory.withCreations(afterFailure(situation, failed.reached(), activities));
        }
        Group.Active group = situation.group().remembering(memory);
        if (failed.reached() != Reached.SETTLED) {
            group = RollingUpdate.failed(situation.with(group), failed.serverId(), failed.because(), activities);
        }
        return Filling.fill(
                situation.with(group),
                activities,
                Kind.RESTORE,
                "the group should have " + situation.group().desired() + " members");
    }

    /** The failure of a settled member ends a row of failures; that of a new one adds to it, and what follows is told. */
    private static Creations afterFailure(Situation situation, Reached reached, List<Activity> activities) {
        boolean wasStopped = situation.creationsStopped();
        boolean settled = reached == Reached.SETTLED;
        Creations before = (settled && !wasStopped) || anySince(situation, situation.stay())
                ? Creations.NONE
                : situation.memory().creations();
        before = anySince(situation, Duration.ZERO) ? before.answered() : before;
        if (settled) {
            return before;
        }
        Pace pace = situation.pace();
        Creations after = before.failed(reached, situation.restraint().stops(before), pace, situation.now());
        if (situation.restraint().stops(after)) {
            if (!wasStopped) {
                activities.add(told(situation, Kind.DECLINE, "creation-failures", creationsStopped(situation)));
            }
        } else if (pace.isLongestAfter(after.failures()) && !pace.isLongestAfter(before.failures())) {
            String because = "new members fail soon after they are made, one after the other; the next are made "
                    + pace.longestDelay().toSeconds() + " s after each failure, until one has answered for "
                    + situation.stay().toSeconds() + " s";
            activities.add(told(situation, Kind.HOLD, "creation-delayed", because));
        }
        return after;
    }

    private static Activity told(Situation situation, Kind kind, String reason, String because) {
        return Activity.not(
                kind, reason, because, situation.size(), situation.group().desired(), null);
    }

    /** Members created together that fail together are one failure: true unless the member was there at the last one. */
    private static boolean isOfANewWave(Situation situation, String serverId) {
        Creations creations = situation.memory().creations();
        return situation.members().stream()
                .filter(member -> member.id().equals(serverId))
                .allMatch(member -> creations.precede(member.createdAt(), situation.pace(), situation.now()));
    }

    /** True if a member created after the last failure has answered for that long: where it has stayed, that ends a row of failures. */
    private static boolean anySince(Situation situation, Duration answered) {
        Instant now = situation.now();
        Creations creations = situation.memory().creations();
        return !situation.creationsStopped()
                && situation.members().stream()
                        .anyMatch(member -> creations.precede(member.createdAt(), situation.pace(), now)
                                && member.readyAt(now, answered, now));
    }

    private static GroupDecision restore(Situation situation) {
        return Filling.fill(
                situation,
                List.of(),
                Kind.RESTORE,
                "the group should have " + situation.group().desired() + " members");
    }

    /** The group remembers something and says something; members that are missing are made up for, as always. */
    static GroupDecision accept(Situation before, Group.Active next, Activity... activities) {
        Accepted filled = Filling.fill(
                before.with(next),
                List.of(activities),
                Kind.RESTORE,
                "the group should have " + next.desired() + " members");
        return filled.activities().isEmpty() && filled.next().equals(before.group()) ? UNCHANGED : filled;
    }
}
