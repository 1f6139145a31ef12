package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.label.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server as the API shows it.
 *
 * @param since when the state began
 * @param because why it failed or is deleted
 * @param action the id of the action that is under way
 * @param replaces the failed servers whose place it takes
 * @param correlationId of what happened to it last
 */
record ServerView(
        String id,
        String account,
        String name,
        @Nullable String group,
        String plan,
        int planVersion,
        String image,
        String location,
        String state,
        Instant since,
        @Nullable String address,
        @Nullable String because,
        @Nullable Integer exitStatus,
        @Nullable String action,
        List<String> replaces,
        Map<String, String> labels,
        List<String> sshKeys,
        boolean hasUserData,
        boolean deletionProtection,
        Instant createdAt,
        String correlationId,
        long version) {

    static ServerView of(ServerRow row) {
        return new ServerView(
                row.id,
                row.accountId,
                row.name,
                row.groupId,
                row.planId,
                row.planVersion,
                row.imageId,
                row.locationId,
                ServerStates.shown(row.state),
                row.since,
                row.address,
                row.because,
                row.exitStatus,
                row.actionId,
                row.description().replaces(),
                Labels.read(row.labels).values(),
                row.sshKeys.isEmpty() ? List.of() : List.of(row.sshKeys.split(",", -1)),
                row.hasUserData,
                row.deletionProtection,
                row.createdAt,
                row.correlationId,
                row.version);
    }
}
