package io.hostmesh.provisioning.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;

@Entity
@Table(name = "plans")
class PlanRow {

    @Id
    String id;

    BigDecimal vcpus;

    @Column(name = "memory_megabytes")
    int memoryMegabytes;

    int position;

    @SuppressWarnings("NullAway.Init")
    protected PlanRow() {}

    Plan plan() {
        return new Plan(id, vcpus, memoryMegabytes);
    }
}
