package io.hostmesh.kit.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A request that had its effect, and what was replied. The row is inserted by a statement that tells a second from a first. */
@Entity
@Table(name = "idempotency")
class RecordedRequest {

    /** Whose key, and which: an account's keys are its own. */
    @Embeddable
    record Key(
            @Column(name = "owner") String owner,
            @Column(name = "idempotency_key") String key) {}

    @EmbeddedId
    Key id;

    @Column(name = "fingerprint")
    String fingerprint;

    @Column(name = "status")
    @Nullable
    Short status;

    @Column(name = "location")
    @Nullable
    String location;

    @Column(name = "body")
    @Nullable
    String body;

    @SuppressWarnings("NullAway.Init")
    protected RecordedRequest() {}
}
