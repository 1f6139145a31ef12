package io.hostmesh.monitoring.alert;

import io.hostmesh.contracts.AlertEvent.Kind;
import io.hostmesh.contracts.AlertEvent.Scope;
import io.hostmesh.monitoring.quiet.FiringAlert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One episode, as it is kept. Evidence and measurement are JSON of the contracts' records. */
@Entity
@Table(name = "alert")
class Alert {

    enum State {
        /** What its rule looks for holds, but not yet for long enough. */
        PENDING,
        FIRING,
        RESOLVED
    }

    @Id
    String id = "";

    @Nullable
    String accountId;

    @Enumerated(EnumType.STRING)
    Kind kind = Kind.OVERLOAD;

    @Nullable
    String groupId;

    @Nullable
    String serverId;

    @Nullable
    String locationId;

    /** Where its server was when it fired. */
    @Nullable
    String serverLocationId;

    @Nullable
    String checkId;

    /** JSON of a check's last results, or null for other alerts. */
    @Nullable
    String results;

    String scopeId = "";

    /** Of an overload or underload what it was measured by; empty otherwise. */
    String metric = "";

    @Enumerated(EnumType.STRING)
    Origin origin = Origin.RULE;

    @Enumerated(EnumType.STRING)
    State state = State.FIRING;

    /** JSON: labels given by a rule, without those that every alert has. */
    String labels = "{}";

    /** JSON of the contracts' notice as of the last look; null for an alert of before there were notices. */
    @Nullable
    String notice;

    /** Whether people were to be told that it fires. */
    boolean told = true;

    /** That its condition flaps was told, and not yet that it stopped; only ever so of the newest episode. */
    boolean flapping;

    String correlationId = "";

    String summary = "";

    String evidence = "[]";

    @Nullable
    String measurement;

    /** JSON of {@link io.hostmesh.contracts.AlertEvent.Rule}. */
    @Nullable
    String rule;

    @Nullable
    String because;

    /** JSON: what its sender says of it by name, where another system reported it. */
    String annotations = "{}";

    /** Where its sender judged it. */
    @Nullable
    String generatorUrl;

    /** When it began by its sender, never later than {@link #firedAt}; null where it is our own. */
    @Nullable
    Instant beganAt;

    /** When it ended by its sender, never later than {@link #resolvedAt}. */
    @Nullable
    Instant endedAt;

    /** When it began to be pending; null where it fired at once. */
    @Nullable
    Instant pendingAt;

    /** By our clock, as its steps are ordered and flapping is counted. Of a pending one, when it began to be. */
    Instant firedAt = Instant.EPOCH;

    /** When it was last seen to go on. */
    Instant seenAt = Instant.EPOCH;

    @Nullable
    Instant resolvedAt;

    @Version
    long version;

    /** What muting sees of it. */
    FiringAlert facts(AlertJson json) {
        return AlertFacts.of(id, accountId, kind, groupId, serverId, location(), metric, json.labels(labels));
    }

    /** When it fired: as its sender says, where it is of one. */
    Instant began() {
        return beganAt == null ? firedAt : beganAt;
    }

    private @Nullable String location() {
        return locationId == null ? serverLocationId : locationId;
    }

    Scope scope() {
        return new Scope(groupId, serverId, locationId, checkId);
    }
}
