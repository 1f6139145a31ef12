package io.hostmesh.provisioning.group;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.hostmesh.contracts.GroupEvent.Policy;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.balancer.BalancerView;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.policy.Scaling;
import io.hostmesh.provisioning.policy.Scaling.Surge;
import io.hostmesh.provisioning.server.Members;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group as the API shows it.
 *
 * @param scaling {@code active} or {@code suspended}
 * @param desired how many members it should have
 * @param size members in any state but deleted
 * @param sshKeys ids of the keys that new members get
 * @param balancer null for a group without one address
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
        DirectionView scaleIn,
        int warmUpSeconds,
        List<Policy> policies,
        DirectionView scaleOut,
        int cooldownSeconds,
        MemberRules.Victim victim,
        UpdateView update,
        String state,
        String scaling,
        int desired,
        int size,
        @Nullable BalancerView balancer,
        Map<String, String> labels,
        List<String> sshKeys,
        boolean hasUserData,
        boolean deletionProtection,
        List<MemberView> members,
        Instant createdAt,
        long version) {

    record DirectionView(int stabilizationSeconds, Surge surge) {}

    record MemberView(
            String id,
            String name,
            String state,
            @Nullable String address,
            @JsonProperty("protected") boolean isProtected,
            int revision,
            Instant createdAt) {}

    static GroupView of(
            GroupRow row,
            GroupDescription description,
            Rollout rollout,
            List<Members.View> members,
            @Nullable BalancerView balancer) {
        Scaling scaling = description.scaling();
        return new GroupView(
                row.id,
                row.accountId,
                row.name,
                row.planId,
                row.imageId,
                row.locationId,
                row.minimum,
                row.maximum,
                description.targetTracking(),
                new DirectionView(row.stabilizationSeconds, scaling.shrinking()),
                row.warmUpSeconds,
                scaling.policies(),
                new DirectionView(scaling.growStabilizationSeconds(), scaling.growth()),
                scaling.cooldownSeconds(),
                description.members().victim(),
                UpdateView.of(description.members().update(), rollout, members),
                row.state,
                row.suspended ? "suspended" : "active",
                row.desired,
                members.size(),
                balancer,
                Labels.read(row.labels).values(),
                row.sshKeyIds(),
                row.userData != null,
                row.deletionProtection,
                members.stream()
                        .map(member -> new MemberView(
                                member.id(),
                                member.name(),
                                member.shownState(),
                                member.address(),
                                member.isProtected(),
                                member.revision(),
                                member.createdAt()))
                        .toList(),
                row.createdAt,
                row.version);
    }
}
