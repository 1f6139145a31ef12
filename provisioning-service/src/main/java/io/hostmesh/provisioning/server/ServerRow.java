package io.hostmesh.provisioning.server;

import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.kit.event.Cause;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server as it is stored, with the work that is left to do for it and the cause of that work. */
@Entity
@Table(name = "servers")
class ServerRow {

    @Id
    String id;

    @Column(name = "account_id")
    String accountId;

    String name;

    @Column(name = "group_id")
    @Nullable
    String groupId;

    @Column(name = "plan_id")
    String planId;

    /** Which version of the plan; it stays although the plan gets newer ones. */
    @Column(name = "plan_version")
    int planVersion;

    @Column(name = "image_id")
    String imageId;

    @Column(name = "location_id")
    String locationId;

    /** Ids with commas between them. */
    String replaces;

    /** A JSON object of texts. */
    String labels;

    /** Ids with commas between them. */
    @Column(name = "ssh_keys")
    String sshKeys;

    @Column(name = "has_user_data")
    boolean hasUserData;

    @Column(name = "deletion_protection")
    boolean deletionProtection;

    /** Of its group's template. */
    int revision = ServerAttributes.FIRST_REVISION;

    /** It is not deleted because its group shrinks. */
    @Column(name = "is_protected")
    boolean isProtected;

    @Column(name = "created_at")
    Instant createdAt;

    String state;
    Instant since;

    @Nullable
    String address;

    @Column(name = "answered_at")
    @Nullable
    Instant answeredAt;

    @Nullable
    String because;

    @Column(name = "exit_status")
    @Nullable
    Integer exitStatus;

    @Column(name = "last_log_lines")
    @Nullable
    String lastLogLines;

    @Column(name = "observed_by")
    @Nullable
    String observedBy;

    @Column(name = "not_before")
    @Nullable
    Instant notBefore;

    /** Up to then, a member that is to be deleted may keep its connections; null where there is nothing to wait for. */
    @Column(name = "drain_until")
    @Nullable
    Instant drainUntil;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "causation_id")
    @Nullable
    String causationId;

    @Nullable
    String traceparent;

    /** When a reconciler should look at it next, or null where there is nothing to do. */
    @Column(name = "next_attempt_at")
    @Nullable
    Instant nextAttemptAt;

    int attempts;

    @Column(name = "leased_until")
    @Nullable
    Instant leasedUntil;

    @Column(name = "lease_owner")
    @Nullable
    String leaseOwner;

    /** The action that is under way. */
    @Column(name = "action_id")
    @Nullable
    String actionId;

    /** When the action was first taken up. */
    @Column(name = "action_started_at")
    @Nullable
    Instant actionStartedAt;

    @Column(name = "last_problem")
    @Nullable
    String lastProblem;

    int generation;

    @Column(name = "to_plan_id")
    @Nullable
    String toPlanId;

    @Column(name = "to_plan_version")
    int toPlanVersion;

    @Column(name = "in_use")
    @Nullable
    Boolean inUse;

    @Column(name = "former_address")
    @Nullable
    String formerAddress;

    @Column(name = "former_since")
    @Nullable
    Instant formerSince;

    long version;

    @SuppressWarnings("NullAway.Init")
    protected ServerRow() {}

    @SuppressWarnings("NullAway.Init")
    ServerRow(Server server, ServerAttributes attributes, Cause cause, Instant now) {
        ServerDescription of = server.description();
        id = of.id();
        accountId = of.accountId();
        name = of.name();
        groupId = of.groupId();
        imageId = of.imageId();
        locationId = of.locationId();
        replaces = String.join(",", of.replaces());
        createdAt = of.createdAt();
        planVersion = attributes.planVersion();
        labels = attributes.labels().json();
        sshKeys = String.join(",", attributes.sshKeys());
        hasUserData = attributes.hasUserData();
        revision = attributes.revision();
        deletionProtection = attributes.deletionProtection();
        write(server, cause, now);
    }

    Cause cause() {
        return new Cause(correlationId, causationId, accountId, traceparent);
    }

    ServerDescription description() {
        return new ServerDescription(
                id,
                accountId,
                name,
                groupId,
                planId,
                imageId,
                locationId,
                replaces.isEmpty() ? List.of() : List.of(replaces.split(",", -1)),
                createdAt,
                generation);
    }

    Server server() {
        ServerDescription of = description();
        return switch (state) {
            case ServerStates.REQUESTED -> new Server.Requested(of, since);
            case ServerStates.BUILDING -> new Server.Building(of, since);
            case ServerStates.RUNNING ->
                new Server.Running(of, since, present("address", address), present("answeredAt", answeredAt));
            case ServerStates.STOPPING -> new Server.Stopping(former(of), since);
            case ServerStates.STOPPED -> new Server.Stopped(of, since);
            case ServerStates.STARTING -> new Server.Starting(of, since);
            case ServerStates.REBOOTING -> new Server.Rebooting(former(of), since);
            case ServerStates.RESUMING -> new Server.Resuming(of, since);
            case ServerStates.RESIZING ->
                new Server.Resizing(of, since, present("toPlanId", toPlanId), present("inUse", inUse));
            case ServerStates.REBUILDING -> new Server.Rebuilding(of, since, present("inUse", inUse));
            case ServerStates.FAILED -> new Server.Failed(of, since, present("because", because), evidence());
            case ServerStates.DELETING ->
                new Server.Deleting(of, since, present("because", because), present("notBefore", notBefore));
            case ServerStates.DELETED -> new Server.Deleted(of, since, present("because", because));
            default -> throw new IllegalStateException("expected a state of a server in row " + id + ", got " + state);
        };
    }

    private Server.Running former(ServerDescription of) {
        return new Server.Running(
                of,
                present("formerSince", formerSince),
                present("formerAddress", formerAddress),
                present("answeredAt", answeredAt));
    }

    private <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(
                    "expected " + column + " in row " + id + " in state " + state + ", got null");
        }
        return value;
    }

    private FailureEvidence evidence() {
        return new FailureEvidence(
                exitStatus,
                lastLogLines == null ? List.of() : lastLogLines.lines().toList(),
                Objects.requireNonNullElse(observedBy, "unknown"));
    }

    /** The server is in that state from now on; what is left to do follows from the state. */
    void write(Server next, Cause nextCause, Instant now) {
        boolean entered = !ServerStates.nameOf(next).equals(state);
        state = ServerStates.nameOf(next);
        since = next.since();
        if (planId != null && !planId.equals(next.description().planId())) {
            planVersion = toPlanVersion;
        }
        planId = next.description().planId();
        generation = next.description().generation();
        correlationId = nextCause.correlationId();
        causationId = nextCause.causationId();
        traceparent = nextCause.traceparent();
        version++;
        writeState(next);
        if (entered) {
            attempts = 0;
            lastProblem = null;
            nextAttemptAt = hasWork(next) ? now : null;
        }
    }

    private void writeState(Server next) {
        if (!(next instanceof Server.Deleting)) {
            drainUntil = null;
        }
        if (drainUntil == null) {
            address = null;
        }
        if (next instanceof Server.Running running) {
            address = running.address();
            answeredAt = running.answeredAt();
        } else if (next instanceof Server.Stopping stopping) {
            writeFormer(stopping.was());
        } else if (next instanceof Server.Rebooting rebooting) {
            writeFormer(rebooting.was());
        } else if (next instanceof Server.Resizing resizing) {
            toPlanId = resizing.toPlanId();
            inUse = resizing.resumes();
        } else if (next instanceof Server.Rebuilding rebuilding) {
            inUse = rebuilding.inUse();
        } else if (next instanceof Server.Failed failed) {
            because = failed.because();
            exitStatus = failed.evidence().exitStatus();
            lastLogLines = String.join("\n", failed.evidence().lastLogLines());
            observedBy = failed.evidence().observedBy();
        } else if (next instanceof Server.Deleting deleting) {
            because = deleting.because();
            notBefore = deleting.notBefore();
        }
        if (!(next instanceof Server.Failed || next instanceof Server.Deleting || next instanceof Server.Deleted)) {
            because = null; // It was rebuilt since.
            exitStatus = null;
        }
    }

    private void writeFormer(Server.Running was) {
        formerAddress = was.address();
        formerSince = was.since();
        answeredAt = was.answeredAt();
    }

    static boolean hasWork(Server server) {
        return server instanceof Server.Requested
                || server instanceof Server.Building
                || server instanceof Server.Starting
                || server instanceof Server.Stopping
                || server instanceof Server.Rebooting
                || server instanceof Server.Resuming
                || server instanceof Server.Resizing
                || server instanceof Server.Rebuilding
                || server instanceof Server.Deleting;
    }

    /** That action is under way from now on. What another one was doing is no longer waited for. */
    void begin(String newActionId) {
        actionId = newActionId;
        actionStartedAt = null;
        attempts = 0;
        lastProblem = null;
        release();
    }

    /** No action is under way from now on. */
    void endAction() {
        actionId = null;
        actionStartedAt = null;
    }

    /** Its machine is not deleted before then, unless its connections end earlier. */
    void drain(Server.Running was, Instant until) {
        address = was.address();
        drainUntil = until;
        nextAttemptAt = until;
    }

    void release() {
        leasedUntil = null;
        leaseOwner = null;
    }
}
