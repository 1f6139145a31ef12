package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.GroupEvent.GroupSpec;
import io.hostmesh.contracts.GroupEvent.TargetTracking;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the owner asked for.
 *
 * @param targetTracking null for a group that is sized by hand
 * @param stabilization how long a smaller size must have been recommended before the group shrinks
 * @param warmUp how long a member that answers is capacity without being part of the figures
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
        Instant createdAt) {

    GroupSpec spec() {
        return new GroupSpec(planId, imageId, locationId, min, max, targetTracking);
    }

    int clamp(int wished) {
        return Math.max(min, Math.min(wished, max));
    }
}
