package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** How many machines a location has for a scarce plan. It is locked while those in use are counted. */
@Entity
@Table(name = "plan_units")
class PlanUnitsRow {

    /** A location has one number for a plan. */
    @Embeddable
    record Key(
            @Column(name = "plan_id") String planId,
            @Column(name = "location_id") String locationId) {}

    @EmbeddedId
    Key id;

    int units;

    @SuppressWarnings("NullAway.Init")
    protected PlanUnitsRow() {}

    PlanUnitsRow(Key id, int units) {
        this.id = id;
        this.units = units;
    }
}
