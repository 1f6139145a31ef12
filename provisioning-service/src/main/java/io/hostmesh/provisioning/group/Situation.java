package io.hostmesh.provisioning.group;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision about an active group is made from.
 *
 * @param members every server of the group in any state but deleted
 * @param spendLimit in words, why nothing more may be spent, or null where it may
 */
record Situation(
        Group.Active group, List<Member> members, @Nullable String spendLimit, Instant now) {

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

    int room() {
        return Math.max(0, description().max() - size());
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
        return new Situation(next, members, spendLimit, now);
    }

    Situation with(List<Member> next) {
        return new Situation(group, next, spendLimit, now);
    }
}
