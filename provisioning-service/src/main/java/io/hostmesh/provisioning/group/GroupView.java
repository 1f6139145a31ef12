package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.server.Members;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as the API shows it.
 *
 * @param scaling {@code active} or {@code suspended}
 * @param desired how many members it should have
 * @param size members in any state but deleted
 */
record GroupView(
        String id,
        String account,
        String name,
        String plan,
        String image,
        String location,
        int min,
        int max,
        @Nullable TargetTracking targetTracking,
        ScaleInView scaleIn,
        int warmUpSeconds,
        String state,
        String scaling,
        int desired,
        int size,
        List<MemberView> members,
        Instant createdAt,
        long version) {

    record ScaleInView(int stabilizationSeconds) {}

    record MemberView(
            String id, String name, String state, @Nullable String address, Instant createdAt) {}

    static GroupView of(GroupRow row, List<Members.View> members) {
        return new GroupView(
                row.id,
                row.accountId,
                row.name,
                row.planId,
                row.imageId,
                row.locationId,
                row.minimum,
                row.maximum,
                row.description().targetTracking(),
                new ScaleInView(row.stabilizationSeconds),
                row.warmUpSeconds,
                row.state,
                row.suspended ? "suspended" : "active",
                row.desired,
                members.size(),
                members.stream()
                        .map(member -> new MemberView(
                                member.id(), member.name(), member.shownState(), member.address(), member.createdAt()))
                        .toList(),
                row.createdAt,
                row.version);
    }
}
