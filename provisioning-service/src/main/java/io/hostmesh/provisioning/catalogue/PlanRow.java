package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A plan as it is stored; what it is made of is in its versions. */
@Entity
@Table(name = "plans")
class PlanRow {

    @Id
    String id;

    /** Where it stands in the catalogue. */
    int position;

    @Column(name = "current_version")
    int currentVersion;

    /** Since when no new server can be made of it, or null. */
    @Column(name = "retired_at")
    @Nullable
    Instant retiredAt;

    /** There are only so many machines for it in each location. */
    boolean scarce;

    /** Counts changes, its versions included. */
    @Column(name = "changes")
    long version;

    @SuppressWarnings("NullAway.Init")
    protected PlanRow() {}

    PlanVersionRow.Key currentKey() {
        return new PlanVersionRow.Key(id, currentVersion);
    }
}
