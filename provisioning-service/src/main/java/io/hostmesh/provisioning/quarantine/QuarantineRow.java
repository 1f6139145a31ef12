package io.hostmesh.provisioning.quarantine;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A machine in quarantine as it is stored. */
@Entity
@Table(name = "quarantine")
class QuarantineRow {

    /** It is kept, and off. */
    static final String HELD = "held";
    /** An operator cleared it; it is being wiped. */
    static final String CLEARING = "clearing";
    /** It is wiped, and its unit is free. */
    static final String CLEARED = "cleared";

    @Id
    String id;

    @Column(name = "server_id")
    String serverId;

    @Column(name = "account_id")
    String accountId;

    @Column(name = "plan_id")
    String planId;

    @Column(name = "location_id")
    String locationId;

    String because;
    Instant since;
    String state;

    /** Since when the machine is nobody's, or null as long as its server is there. */
    @Column(name = "server_deleted_at")
    @Nullable
    Instant serverDeletedAt;

    @Column(name = "cleared_by")
    @Nullable
    String clearedBy;

    @Column(name = "cleared_at")
    @Nullable
    Instant clearedAt;

    @Column(name = "leased_until")
    @Nullable
    Instant leasedUntil;

    @SuppressWarnings("NullAway.Init")
    protected QuarantineRow() {}
}
