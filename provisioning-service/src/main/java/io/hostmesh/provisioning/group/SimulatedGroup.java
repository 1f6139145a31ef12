package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.Activity.CreateMember;
import io.hostmesh.provisioning.group.Activity.DeleteMember;
import io.hostmesh.provisioning.group.Activity.Step;
import io.hostmesh.provisioning.group.GroupDecision.Accepted;
import io.hostmesh.provisioning.policy.ScalingMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A group whose members exist on paper only. What it does is decided as for any other. */
final class SimulatedGroup {

    private final Duration start;
    private final Duration stop;
    private final BiConsumer<Instant, Activity> told;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Instant> leftAt = new LinkedHashMap<>();
    private Group group;
    private @Nullable Instant nextCheckAt;
    private int made;

    /**
     * A group of members that are warm.
     *
     * @param start how long a member takes until it answers, and {@code stop} until it is gone
     * @param told what is done, and what is not
     */
    SimulatedGroup(
            GroupDescription description,
            int size,
            Duration start,
            Duration stop,
            Instant from,
            BiConsumer<Instant, Activity> told) {
        this.start = start;
        this.stop = stop;
        this.told = told;
        Memory memory = Memory.EMPTY.withScaling(ScalingMemory.EMPTY.scheduledUntil(from));
        int desired = description.clamp(size);
        group = new Group.Active(description, desired, false, memory, Rollout.FIRST);
        Instant warm = from.minus(description.warmUp()).minusSeconds(1);
        for (int member = 0; member < desired; member++) {
            members.add(member(Member.Phase.RUNNING, warm, warm));
        }
        decide(new GroupCommand.Check(), from);
    }

    Group.Active group() {
        return (Group.Active) group;
    }

    int size() {
        return members.size();
    }

    int running() {
        return (int) members.stream()
                .filter(member -> member.phase() == Member.Phase.RUNNING)
                .count();
    }

    int ready(Instant now) {
        return (int) members.stream()
                .filter(member -> member.readyAt(now, group.description().warmUp(), now))
                .count();
    }

    boolean isCheckDue(Instant now) {
        return nextCheckAt != null && !nextCheckAt.isAfter(now);
    }

    /** Members answer and go as time passes. */
    void pass(Instant now) {
        members.replaceAll(member -> member.phase() == Member.Phase.BUILDING
                        && !now.isBefore(member.createdAt().plus(start))
                ? new Member(member.id(), Member.Phase.RUNNING, member.createdAt(), now, member.traits())
                : member);
        List<String> gone = leftAt.entrySet().stream()
                .filter(left -> !now.isBefore(left.getValue().plus(stop)))
                .map(Map.Entry::getKey)
                .toList();
        for (String id : gone) {
            members.removeIf(member -> member.id().equals(id));
            leftAt.remove(id);
            decide(new GroupCommand.MemberDeleted(id), now);
        }
    }

    void decide(GroupCommand command, Instant now) {
        if (command instanceof GroupCommand.Check || command instanceof GroupCommand.Forecasted) {
            nextCheckAt = null;
        }
        // Nothing fails here, so that nothing is held back.
        GroupDecision decision =
                GroupDecider.decide(group, List.copyOf(members), null, null, Restraint.DEFAULT, command, now);
        if (decision instanceof Accepted accepted) {
            group = accepted.next();
            nextCheckAt = accepted.nextCheckAt();
            for (Activity activity : accepted.activities()) {
                told.accept(now, activity);
                activity.steps().forEach(step -> carryOut(step, now));
            }
        }
    }

    private void carryOut(Step step, Instant now) {
        if (step instanceof CreateMember) {
            members.add(member(Member.Phase.BUILDING, now, null));
        } else if (step instanceof DeleteMember delete) {
            leftAt.put(delete.serverId(), now);
            members.replaceAll(member -> member.id().equals(delete.serverId())
                    ? new Member(member.id(), Member.Phase.LEAVING, member.createdAt(), null, member.traits())
                    : member);
        }
    }

    private Member member(Member.Phase phase, Instant createdAt, @Nullable Instant answeredAt) {
        made++;
        String id = String.format(Locale.ROOT, "srv_simulated_%06d", made);
        String location = group.description().locationId();
        Member.Traits traits =
                new Member.Traits(false, false, Rollout.FIRST.revision(), location, null, List.of(), "simulation");
        return new Member(id, phase, createdAt, answeredAt, traits);
    }
}
