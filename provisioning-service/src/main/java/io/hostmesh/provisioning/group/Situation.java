package io.hostmesh.provisioning.group;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision about an active group is made from.
 *
 * @param members every server of the group in any state but deleted
 * @param spendLimit in words, why nothing more may be spent, or null where it may
 * @param restraint what makes a group stop by itself
 * @param shortage why not as many members can be made as it would take, or null where they can
 */
record Situation(
        Group.Active group,
        List<Member> members,
        @Nullable String spendLimit,
        @Nullable Shortage shortage,
        Restraint restraint,
        Instant now) {

    /** True if so many members in a row never answered that no more are made. */
    boolean creationsStopped() {
        return restraint.stops(memory().creations());
    }

    Pace pace() {
        return restraint.pace();
    }

    /** How long a member must have answered so that it is a new one no longer. */
    Duration stay() {
        return pace().settled(description().warmUp());
    }

    GroupDescription description() {
        return group.description();
    }

    Memory memory() {
        return group.memory();
    }

    /** What counts against the maximum. */
    int size() {
        return members.size();
    }

    /** How many new members it can have. */
    int room() {
        int room = Math.max(0, description().max() - size());
        return shortage == null || shortage.ofGrowth() ? room : Math.min(room, shortage.room());
    }

    int alive() {
        return (int) members.stream().filter(Member::alive).count();
    }

    int leaving() {
        return size() - alive();
    }

    int readyAt(Instant at) {
        return (int) members.stream()
                .filter(member -> member.readyAt(at, description().warmUp(), now))
                .count();
    }

    Situation with(Group.Active next) {
        return new Situation(next, members, spendLimit, shortage, restraint, now);
    }

    Situation with(List<Member> next) {
        return new Situation(group, next, spendLimit, shortage, restraint, now);
    }
}
