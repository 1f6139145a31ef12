package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;

/** A version of a plan as it is stored. It never changes. */
@Entity
@Table(name = "plan_versions")
class PlanVersionRow {

    /** A plan's versions count from 1. */
    @Embeddable
    record Key(
            @Column(name = "plan_id") String planId,
            @Column(name = "version") int version) {}

    @EmbeddedId
    Key id;

    BigDecimal vcpus;

    @Column(name = "memory_megabytes")
    int memoryMegabytes;

    @Column(name = "published_at")
    Instant publishedAt;

    @SuppressWarnings("NullAway.Init")
    protected PlanVersionRow() {}

    PlanVersionRow(Plan plan, Instant publishedAt) {
        this.id = new Key(plan.id(), plan.version());
        this.vcpus = plan.vcpus();
        this.memoryMegabytes = plan.memoryMegabytes();
        this.publishedAt = publishedAt;
    }

    Plan plan() {
        return new Plan(id.planId(), id.version(), vcpus, memoryMegabytes);
    }
}
