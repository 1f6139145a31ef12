package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.Kind;
import io.hostmesh.provisioning.group.Activity.ProtectMember;
import io.hostmesh.provisioning.group.GroupDecision.Rejected;
import io.hostmesh.provisioning.group.GroupDecision.Unchanged;
import io.hostmesh.provisioning.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What it takes for a member to be protected, and what follows when it no longer is. */
final class Protection {

    private Protection() {}

    static GroupDecision decide(Situation situation, GroupCommand.Protect command) {
        Optional<Member> found = situation.members().stream()
                .filter(member -> member.id().equals(command.serverId()))
                .findFirst();
        if (found.isEmpty()) {
            return new Rejected(Refusal.ILLEGAL_STATE, "The server is not a member of the group.", null);
        }
        Member member = found.get();
        if (member.traits().isProtected() == command.wanted()) {
            return new Unchanged();
        }
        Member changed = member.with(protect(member.traits(), command.wanted()));
        List<Member> members = new ArrayList<>(situation.members());
        members.set(members.indexOf(member), changed);
        Situation after = situation.with(members);
        String because = member.id()
                + (command.wanted() ? " is protected from now on, by " : " is no longer protected, by ")
                + command.who();
        Activity told = Activity.of(
                Kind.PROTECT,
                because,
                situation.size(),
                situation.size(),
                List.of(new ProtectMember(member.id(), command.wanted())));
        List<Activity> activities = new ArrayList<>();
        activities.add(told);
        Group.Active group = situation.group();
        if (!group.suspended()) {
            Victims.surplus(after).ifPresent(activities::add);
        }
        return GroupDecider.accept(after, group, activities.toArray(Activity[]::new));
    }

    private static Member.Traits protect(Member.Traits traits, boolean wanted) {
        return new Member.Traits(
                traits.queued(),
                wanted,
                traits.revision(),
                traits.locationId(),
                traits.costPerHour(),
                traits.replaces(),
                traits.correlationId());
    }
}
