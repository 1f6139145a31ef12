package io.hostmesh.provisioning.server;

import io.hostmesh.kit.problem.Problem;
import io.hostmesh.provisioning.driver.LocationHealth;
import io.hostmesh.provisioning.refusal.Refusal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An action as the API shows it.
 *
 * @param type {@code create}, {@code start}, {@code stop}, {@code reboot}, {@code resize}, {@code rebuild} or {@code delete}
 * @param plan the plan to change to, where it is a resize
 * @param state {@code pending}, {@code running}, {@code completed}, {@code failed} or {@code cancelled}
 * @param attempts how often its present step was tried, or its last one where it ended
 * @param error what went wrong last; null where nothing did
 * @param supersededBy the action that it was cancelled for
 * @param startedAt when it was first taken up, or null where it was not
 */
record ActionView(
        String id,
        String server,
        String account,
        String type,
        @Nullable String plan,
        String state,
        int attempts,
        ActionProgress progress,

        @Schema(
                description = "`attempt-failed` (503) while a step that failed is tried again, `location-unavailable`"
                        + " (503) while it waits for its location, which says when that is asked again,"
                        + " `step-given-up` (503) where it never succeeded, `machine-failed` (500) where the machine"
                        + " ended by itself.")
        @Nullable
        Problem error,

        @Nullable String supersededBy,
        String correlationId,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /**
     * An action as it is now.
     *
     * @param server the one that it is done to, which knows how far it is while it is under way
     * @param location the health of where the server is, or empty where nobody here knows it
     */
    static ActionView of(ActionRow row, ServerRow server, Optional<LocationHealth> location) {
        return row.outcome == null && row.id.equals(server.actionId) ? underWay(row, server, location) : ended(row);
    }

    private static ActionView underWay(ActionRow row, ServerRow server, Optional<LocationHealth> location) {
        boolean tried = server.leaseOwner != null;
        Optional<LocationHealth> awaited = location.filter(health -> !health.available() && !tried);
        ActionProgress progress = ActionProgress.of(server.server());
        return new ActionView(
                row.id,
                row.serverId,
                row.accountId,
                row.type.shown(),
                row.planId,
                server.actionStartedAt == null ? "pending" : "running",
                server.attempts + (tried ? 1 : 0),
                awaited.isPresent()
                        ? new ActionProgress(progress.percent(), "waiting for the location " + server.locationId)
                        : progress,
                awaited.map(health -> Refusal.LOCATION_UNAVAILABLE.problem(health.explained(server.locationId)))
                        .orElseGet(() ->
                                server.lastProblem == null ? null : Refusal.ATTEMPT_FAILED.problem(server.lastProblem)),
                null,
                row.correlationId,
                row.createdAt,
                server.actionStartedAt,
                null);
    }

    private static ActionView ended(ActionRow row) {
        return new ActionView(
                row.id,
                row.serverId,
                row.accountId,
                row.type.shown(),
                row.planId,
                row.outcome == null ? "pending" : row.outcome.name().toLowerCase(Locale.ROOT),
                row.attempts,
                new ActionProgress(row.percent, row.step),
                error(row),
                row.supersededBy,
                row.correlationId,
                row.createdAt,
                row.startedAt,
                row.finishedAt);
    }

    private static @Nullable Problem error(ActionRow row) {
        if (row.problemType == null || row.problemDetail == null) {
            return null;
        }
        return Refusal.of(row.problemType).problem(row.problemDetail);
    }
}
