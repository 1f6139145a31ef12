package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.policy.Scaling;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the owner asked for.
 *
 * @param targetTracking null for a group that is sized by hand
 * @param stabilization how long a smaller size must have been recommended before the group shrinks
 * @param given what each new member gets for its machine
 * @param members which member goes first, and how members are replaced
 * @param warmUp how long a member that answers is capacity without being part of the figures
 * @param scaling the policies, and what limits them
 */
record GroupDescription(
        String id,
        String accountId,
        String name,
        String planId,
        String imageId,
        String locationId,
        int min,
        int max,
        @Nullable TargetTracking targetTracking,
        Duration stabilization,
        Duration warmUp,
        Scaling scaling,
        MemberRules members,
        Given given,
        Instant createdAt) {

    GroupSpec spec() {
        return new GroupSpec(
                planId,
                imageId,
                locationId,
                min,
                max,
                targetTracking,
                scaling.policies().isEmpty() ? null : scaling.policies(),
                warmUp.isZero() ? null : (int) warmUp.toSeconds());
    }

    /** The same with another minimum and maximum. */
    GroupDescription within(int nextMin, int nextMax) {
        return with(template(), nextMin, nextMax);
    }

    /** What members are made of. */
    Template template() {
        return new Template(planId, imageId, locationId, given);
    }

    GroupDescription of(Template template) {
        return with(template, min, max);
    }

    private GroupDescription with(Template template, int nextMin, int nextMax) {
        return new GroupDescription(
                id,
                accountId,
                name,
                template.planId(),
                template.imageId(),
                template.locationId(),
                nextMin,
                nextMax,
                targetTracking,
                stabilization,
                warmUp,
                scaling,
                members,
                template.given(),
                createdAt);
    }

    int clamp(int wished) {
        return Math.max(min, Math.min(wished, max));
    }
}
