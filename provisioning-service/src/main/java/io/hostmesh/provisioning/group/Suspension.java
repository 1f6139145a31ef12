package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.group.Memory.Replacement;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops a group from doing anything by itself, at once: members that nobody has begun to make are not made, and nothing is
 * created, replaced or given up until it is resumed. What its owner asks for by hand is still done where it makes it smaller.
 */
final class Suspension {

    static final String REASON = "scaling-suspended";

    private Suspension() {}

    static GroupDecision suspend(Situation situation, String who) {
        if (situation.group().suspended()) {
            return new Unchanged();
        }
        List<Member> queued = situation.members().stream()
                .filter(Member::alive)
                .filter(member -> member.phase() == Member.Phase.BUILDING)
                .filter(member -> member.traits().queued())
                .toList();
        List<Step> steps = queued.stream()
                .<Step>map(member -> new DeleteMember(member.id(), "scaling was suspended before it was made"))
                .toList();
        List<Replacement> waiting = new ArrayList<>();
        for (Member member : queued) {
            if (!member.traits().replaces().isEmpty()) {
                waiting.add(new Replacement(
                        member.traits().replaces(), member.traits().correlationId()));
            }
        }
        waiting.addAll(situation.memory().replacements());
        String because =
                "scaling was suspended by " + who + ": nothing is created, replaced or given up until it is resumed"
                        + (steps.isEmpty() ? "" : "; " + steps.size() + " that nobody had begun to make are not made");
        Group.Active next = situation.group().suspend();
        Activity told = Activity.of(Kind.SUSPEND, because, situation.size(), situation.size() - steps.size(), steps);
        return new Accepted(next.remembering(next.memory().withReplacements(waiting)), List.of(told), null);
    }

    static GroupDecision resume(Situation situation, String who) {
        Group.Active group = situation.group();
        if (!group.suspended() && !situation.creationsStopped()) {
            return new Unchanged();
        }
        Situation after = situation.with(group.resume());
        List<Activity> activities = new ArrayList<>();
        activities.add(Activity.of(
                Kind.RESUME, "scaling was resumed by " + who, situation.size(), situation.size(), List.of()));
        Victims.surplus(after).ifPresent(activities::add); // Protected when the group shrank, and no longer.
        return Filling.fill(after, activities, Kind.RESTORE, "the group should have " + group.desired() + " members");
    }
}
