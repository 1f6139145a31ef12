package io.hostmesh.provisioning.server;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is, the same in every state.
 *
 * @param groupId the group it is a member of, or null for a server on its own
 * @param replaces the failed servers whose place it takes
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
        Instant createdAt) {}
