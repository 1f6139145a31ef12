package io.hostmesh.provisioning.catalogue;

import io.hostmesh.provisioning.catalogue.PlanRequests.ChangePlan;
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

    /** What the request leaves out stays. True if something is different now. */
    boolean change(ChangePlan request, Instant now) {
        boolean retires = request.retired() == null ? retiredAt != null : request.retired();
        boolean becomesScarce = request.scarce() == null ? scarce : request.scarce();
        boolean changes = retires != (retiredAt != null) || becomesScarce != scarce;
        if (retires != (retiredAt != null)) {
            retiredAt = retires ? now : null;
        }
        scarce = becomesScarce;
        return changes;
    }

    PlanVersionRow.Key currentKey() {
        return new PlanVersionRow.Key(id, currentVersion);
    }
}
