package io.hostmesh.provisioning.server;

import io.hostmesh.kit.event.Cause;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action as it is stored: what was asked, and how it ended. What changes while it is under way is on its server's row, so
 * that it is written twice in its life and no more.
 */
@Entity
@Table(name = "actions")
class ActionRow {

    /** How an action ended. */
    enum Outcome {
        COMPLETED,
        FAILED,
        CANCELLED
    }

    @Id
    String id;

    @Column(name = "server_id")
    String serverId;

    @Column(name = "account_id")
    String accountId;

    @Enumerated(EnumType.STRING)
    ActionType type;

    /** The plan to change to, where it is a resize. */
    @Column(name = "plan_id")
    @Nullable
    String planId;

    /** Null as long as it is under way. */
    @Enumerated(EnumType.STRING)
    @Nullable
    Outcome outcome;

    int attempts;
    int percent;
    String step;

    /** The last part of the type of what went wrong. */
    @Column(name = "problem_type")
    @Nullable
    String problemType;

    @Column(name = "problem_detail")
    @Nullable
    String problemDetail;

    /** The action that it was cancelled for. */
    @Column(name = "superseded_by")
    @Nullable
    String supersededBy;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    @SuppressWarnings("NullAway.Init")
    protected ActionRow() {}

    @SuppressWarnings("NullAway.Init")
    ActionRow(String id, ServerRow server, ActionType type, @Nullable String planId, Cause cause, Instant now) {
        this.id = id;
        this.serverId = server.id;
        this.accountId = server.accountId;
        this.type = type;
        this.planId = planId;
        this.step = ActionProgress.of(server.server()).step();
        this.correlationId = cause.correlationId();
        this.createdAt = now;
    }

    /** How far an action is, as its server's row has it. */
    record Reached(
            ActionProgress progress, int failures, @Nullable Instant startedAt) {

        static Reached of(ServerRow server) {
            return new Reached(ActionProgress.of(server.server()), server.attempts, server.actionStartedAt);
        }
    }

    void complete(Reached reached, Instant now) {
        end(Outcome.COMPLETED, reached.failures() + 1, ActionProgress.COMPLETED, reached.startedAt(), now);
    }

    void fail(Reached reached, ActionEffect.Failed failed, Instant now) {
        end(Outcome.FAILED, Math.max(1, reached.failures()), reached.progress(), reached.startedAt(), now);
        problemType = failed.type().id();
        problemDetail = failed.because();
    }

    void cancel(Reached reached, String newActionId, Instant now) {
        end(Outcome.CANCELLED, reached.failures(), reached.progress(), reached.startedAt(), now);
        supersededBy = newActionId;
    }

    private void end(Outcome how, int tried, ActionProgress progress, @Nullable Instant takenUpAt, Instant now) {
        outcome = how;
        attempts = tried;
        percent = progress.percent();
        step = progress.step();
        startedAt = takenUpAt;
        finishedAt = now;
    }
}
