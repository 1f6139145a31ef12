package io.hostmesh.monitoring.diagnosis;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A diagnosis as it is stored. */
@Entity
@Table(name = "diagnosis")
class Diagnosis {

    /** How far it is. */
    enum State {
        WAITING,
        RUNNING,
        DONE
    }

    /** Why it is made. */
    enum Reason {
        /** By a request, or by a ticket that was opened about a server. */
        ASKED_FOR,
        CHECK_FAILS,
        /** An alert says that the server failed: its metrics are looked at, no packets are sent. */
        SERVER_FAILED
    }

    @Id
    String id = "";

    String accountId = "";

    @Nullable
    String serverId;

    @Nullable
    String checkId;

    /** Where packets go, or null where there is nowhere to send them. */
    @Nullable
    String host;

    String place = "";

    @Enumerated(EnumType.STRING)
    Reason reason = Reason.ASKED_FOR;

    @Enumerated(EnumType.STRING)
    State state = State.WAITING;

    int attempts;

    @Nullable
    String leasedBy;

    @Nullable
    Instant leasedUntil;

    /** JSON of {@link Findings}. */
    @Nullable
    String findings;

    /** JSON of the {@link PathReading} of the way back that the customer sent. */
    @Nullable
    String wayBack;

    /** The chain of causes that it belongs to; null in those begun by an older version. */
    @Nullable
    String correlationId;

    /** The alert that began it. */
    @Nullable
    String alertId;

    Instant createdAt = Instant.EPOCH;

    @Nullable
    Instant finishedAt;
}
