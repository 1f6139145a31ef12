package io.hostmesh.provisioning.group;

import io.hostmesh.kit.event.Cause;
import io.hostmesh.provisioning.group.GroupCommand.MemberFailed.Reached;
import io.hostmesh.provisioning.server.Membership;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Heals a group in the transaction in which its member failed or was deleted. */
@ApplicationScoped
class GroupMembership implements Membership {

    private final GroupStore store;
    private final GroupChange change;
    private final Restraint restraint;

    GroupMembership(GroupStore store, GroupChange change, Restraint restraint) {
        this.store = store;
        this.change = change;
        this.restraint = restraint;
    }

    @Override
    public Uni<Void> lock(Mutiny.Session session, Collection<String> groupIds) {
        return store.lock(session, groupIds).replaceWithVoid();
    }

    /** A replacement that never answered replaced nobody: the next one takes the place of both. */
    @Override
    public Uni<Void> memberFailed(Mutiny.Session session, Cause cause, String groupId, Failure failure) {
        return store.lock(session, groupId).chain(row -> {
            if (row == null) {
                return Uni.createFrom().voidItem();
            }
            boolean answered = failure.answeredAt() != null;
            List<String> replaced = new ArrayList<>();
            replaced.add(failure.member().id());
            if (!answered) {
                replaced.addAll(failure.member().replaces());
            }
            return change.apply(
                            session,
                            row,
                            new GroupCommand.MemberFailed(
                                    failure.member().id(),
                                    Reached.of(
                                            failure.answeredAt(),
                                            failure.failedAt(),
                                            Duration.ofSeconds(row.warmUpSeconds),
                                            restraint.pace()),
                                    new Memory.Replacement(List.copyOf(replaced), cause.correlationId()),
                                    failure.because()),
                            cause)
                    .replaceWithVoid();
        });
    }

    /** A group that waits for nobody is left alone: most members that answer concern no one. */
    @Override
    public Uni<Void> memberAnswered(Mutiny.Session session, Cause cause, String groupId, String serverId) {
        return store.lock(session, groupId)
                .chain(row -> row == null || !awaits(store.read(row))
                        ? Uni.createFrom().voidItem()
                        : change.apply(session, row, new GroupCommand.MemberAnswered(serverId), cause)
                                .replaceWithVoid());
    }

    private static boolean awaits(Group group) {
        return group instanceof Group.Active active
                && (active.rollout().moving() || !active.memory().replacements().isEmpty());
    }

    @Override
    public Uni<Void> memberDeleted(Mutiny.Session session, Cause cause, String groupId, String serverId) {
        return store.lock(session, groupId)
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : change.apply(session, row, new GroupCommand.MemberDeleted(serverId), cause)
                                .replaceWithVoid());
    }
}
