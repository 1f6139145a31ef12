package io.hostmesh.provisioning.server;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is, the same in every state. Only a change of plan and a rebuild make another one of it.
 *
 * @param groupId the group it is a member of, or null for a server on its own
 * @param replaces the failed servers whose place it takes
 * @param generation which machine of its own it has: 1 for the first, one more with each rebuild
 */
public record ServerDescription(
        String id,
        String accountId,
        String name,
        @Nullable String groupId,
        String planId,
        String imageId,
        String locationId,
        List<String> replaces,
        Instant createdAt,
        int generation) {

    /** One that was just asked for. */
    static ServerDescription first(
            String id,
            String accountId,
            String name,
            @Nullable String groupId,
            String planId,
            String imageId,
            String locationId,
            List<String> replaces,
            Instant createdAt) {
        return new ServerDescription(id, accountId, name, groupId, planId, imageId, locationId, replaces, createdAt, 1);
    }

    /** The same server of another plan. */
    ServerDescription resized(String toPlanId) {
        return new ServerDescription(
                id, accountId, name, groupId, toPlanId, imageId, locationId, replaces, createdAt, generation);
    }

    /** The same server with another machine. */
    ServerDescription rebuilt() {
        return new ServerDescription(
                id, accountId, name, groupId, planId, imageId, locationId, replaces, createdAt, generation + 1);
    }
}
